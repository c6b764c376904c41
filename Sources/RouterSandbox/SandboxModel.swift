import RouterWire

/// One simulated upstream model: how fast it answers, how much it says, and how it fails.
package struct SandboxModel: Sendable, Hashable {
    /// Its name, as requests hold it in `model`.
    package let id: String
    /// Time to the first token.
    package let firstTokenLatency: Duration
    /// Completion tokens per second after the first, above 0.
    package let tokensPerSecond: Double
    /// Mean completion tokens of a text reply, above 0; a reply has between half and one and a half times as many.
    package let verbosity: Int
    /// How its replies differ from good ones; requests can override it.
    package let behaviour: SandboxBehaviour

    /// Describes a model; what is not given is derived from the name, as in ``named(_:)``.
    ///
    /// - Parameters:
    ///   - id: the name.
    ///   - firstTokenLatency: time to the first token, 0…1 h.
    ///   - tokensPerSecond: 0.001…1,000,000.
    ///   - verbosity: mean completion tokens, 1…100,000.
    ///   - tokens: its failure mode in behaviour tokens, for example `pfail30`.
    /// - Throws: ``SandboxError`` with `.invalidSetting` or `.invalidToken`.
    package init(
        id: String, firstTokenLatency: Duration? = nil, tokensPerSecond: Double? = nil, verbosity: Int? = nil,
        tokens: String = ""
    ) throws(SandboxError) {
        guard !id.isEmpty else {
            throw SandboxError(.invalidSetting, "a sandbox model has an empty name; a non-empty text is expected")
        }
        let derived = SandboxModel.named(id)
        self.id = id
        self.firstTokenLatency = firstTokenLatency ?? derived.firstTokenLatency
        self.tokensPerSecond = tokensPerSecond ?? derived.tokensPerSecond
        self.verbosity = verbosity ?? derived.verbosity
        behaviour = try SandboxBehaviour(tokens: tokens, source: "the settings of sandbox model '\(id)'")
        guard (.zero ... .seconds(3600)).contains(self.firstTokenLatency) else {
            throw Self.outOfRange(id, "first-token latency", "from 0 to 3600 s")
        }
        guard (0.001...1_000_000).contains(self.tokensPerSecond) else {
            throw Self.outOfRange(id, "tokens per second", "from 0.001 to 1000000")
        }
        guard (1...100_000).contains(self.verbosity) else {
            throw Self.outOfRange(id, "verbosity", "from 1 to 100000 tokens")
        }
    }

    private static func outOfRange(_ id: String, _ property: String, _ accepted: String) -> SandboxError {
        SandboxError(
            .invalidSetting, "the \(property) of sandbox model '\(id)' is out of range; \(accepted) is expected")
    }

    private init(id: String, size: SizeClass, random: inout StableDraw) {
        self.id = id
        firstTokenLatency = .milliseconds(random.around(size.firstTokenMilliseconds))
        tokensPerSecond = Double(random.around(size.tokensPerSecond))
        verbosity = random.around(size.verbosity)
        behaviour = SandboxBehaviour()
    }

    /// A model known by its name only: its size is guessed from the words of the name, its numbers scatter by a quarter
    /// around those of the size.
    ///
    /// The numbers are invented to be plausible; they are no measurement of a real model of that name.
    package static func named(_ id: String) -> SandboxModel {
        var random = StableDraw(seed: FNV1a.of(id))
        return SandboxModel(id: id, size: SizeClass(name: id), random: &random)
    }

    /// Models to list when a sandbox is started by itself: three sizes and three that fail.
    package static let showcase: [SandboxModel] = {
        let healthy = ["sandbox/small", "sandbox/medium", "sandbox/large"].map(SandboxModel.named)
        let failing = [
            ("sandbox/flaky", "pfail30"), ("sandbox/limited", "err429-retry2"), ("sandbox/cutting", "cut5"),
        ]
        return healthy + failing.compactMap { try? SandboxModel(id: $0.0, tokens: $0.1) }
    }()
}

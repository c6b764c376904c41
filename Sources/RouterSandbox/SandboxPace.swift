/// How fast the models' own latencies pass; waits that a request asks for with tokens are not affected.
package struct SandboxPace: Sendable, Hashable {
    /// What the latencies are divided by; `nil` = no waiting.
    private let speed: Double?

    private init(unchecked speed: Double?) { self.speed = speed }

    /// No waiting.
    package static let immediate = SandboxPace(unchecked: nil)
    /// Latencies as the models say.
    package static let realistic = SandboxPace(unchecked: 1)

    /// The speeds that are accepted.
    package static let speeds = 0.001...1_000_000

    /// The pace of a speed: 1 = as the models say, 10 = ten times as fast.
    ///
    /// - Throws: ``SandboxError`` with `.invalidSetting` unless ``speeds`` holds the speed.
    package init(speed: Double) throws(SandboxError) {
        guard Self.speeds.contains(speed) else {
            throw SandboxError(
                .invalidSetting,
                "the sandbox speed \(speed) is out of range; a number from 0.001 to 1000000 is expected")
        }
        self.speed = speed
    }

    /// The time to a model's first token.
    func firstToken(of model: SandboxModel) -> Duration { speed.map { model.firstTokenLatency / $0 } ?? .zero }

    /// The time between two tokens of a model.
    func gap(of model: SandboxModel) -> Duration {
        speed.map { .seconds(1 / (model.tokensPerSecond * $0)) } ?? .zero
    }
}

import RouterCore

extension SettingNode {
    /// The times that are accepted, in seconds.
    private static let acceptedSeconds = 0.001...86_400.0

    /// A time in seconds, kept to the millisecond.
    func seconds() throws(ConfigurationError) -> Duration {
        .milliseconds(Int((try number(Self.acceptedSeconds) * 1000).rounded()))
    }

    /// A position of the dial.
    func tradeoff() throws(ConfigurationError) -> Tradeoff {
        let value = try number(Tradeoff.range)
        do { return try Tradeoff(value) } catch { throw problem("is not accepted: \(error)") }
    }

    /// A list of texts.
    func texts() throws(ConfigurationError) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.text()) }
        return texts
    }

    /// A list of wildcards over candidates.
    func patterns() throws(ConfigurationError) -> [CandidatePattern] {
        var patterns: [CandidatePattern] = []
        for element in try elements() {
            let text = try element.text()
            do { patterns.append(try CandidatePattern(text)) } catch {
                throw element.problem("is not accepted: \(error)")
            }
        }
        return patterns
    }

    /// A list of capabilities, which may be empty.
    func capabilities() throws(ConfigurationError) -> Capabilities {
        var capabilities: Capabilities = []
        for element in try elements() {
            let name = try element.text()
            guard let capability = Capabilities(name: name) else {
                let accepted = Capabilities.named.map(\.name).joined(separator: ", ")
                throw element.problem("is '\(name)'; one of \(accepted) is expected")
            }
            capabilities.insert(capability)
        }
        return capabilities
    }

    /// A list of at least one kind of request.
    func apis() throws(ConfigurationError) -> Set<UpstreamAPI> {
        var apis: Set<UpstreamAPI> = []
        for element in try elements() { apis.insert(try element.word(UpstreamAPI.self)) }
        guard !apis.isEmpty else {
            let accepted = UpstreamAPI.allCases.map(\.rawValue).joined(separator: ", ")
            throw problem("is empty; at least one of \(accepted) is expected")
        }
        return apis
    }
}

extension UpstreamTimeouts {
    /// These limits with those of a mapping put over them, whose keys stand under a prefix such as `timeouts.`.
    func overridden(by node: SettingNode, prefix: String) throws(ConfigurationError) -> UpstreamTimeouts {
        var timeouts = self
        for (key, value) in try node.members(accepting: ConfigurationReference.keys(in: prefix)) {
            let limit = try value.seconds()
            switch key {
            case "connect": timeouts.connect = limit
            case "first_byte": timeouts.firstByte = limit
            case "idle": timeouts.idle = limit
            default: timeouts.total = limit
            }
        }
        return timeouts
    }
}

extension PrivacyTerms {
    /// The terms of a provider or candidate, with what its mapping says put over them.
    ///
    /// - Throws: ``ConfigurationError`` if prompts are said to stay on machines of the user and yet to be used elsewhere.
    func overridden(by settings: [String: SettingNode], isLocal: Bool) throws(ConfigurationError) -> PrivacyTerms {
        var terms = self
        for (key, term) in [
            ("trains_on_prompts", \PrivacyTerms.trainsOnPrompts), ("retains_prompts", \.retainsPrompts),
        ] {
            guard let node = settings[key] else { continue }
            let flag = try node.flag()
            guard !flag || !isLocal else {
                throw node.problem("is true, but the provider is local: prompts stay on your machines")
            }
            terms[keyPath: term] = flag
        }
        return terms
    }
}

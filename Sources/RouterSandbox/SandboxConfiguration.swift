/// How a sandbox is run.
package struct SandboxConfiguration: Sendable {
    /// The port on 127.0.0.1; 0 = any free one.
    package let port: Int
    /// The models that are listed and whose properties are set; requests may name any other model, too.
    package let models: [SandboxModel]
    /// How fast the models' latencies pass.
    package let pace: SandboxPace

    /// The largest request body that is accepted, in bytes.
    package static let maxBodyBytes = 32 << 20

    /// Checks and keeps the settings.
    ///
    /// - Throws: ``SandboxError`` with `.invalidSetting`: a port outside 0…65535, or two models of one name.
    package init(port: Int = 0, models: [SandboxModel] = [], pace: SandboxPace = .immediate) throws(SandboxError) {
        guard (0...65_535).contains(port) else {
            throw SandboxError(.invalidSetting, "the sandbox port \(port) is out of range; 0 to 65535 is expected")
        }
        var seen: Set<String> = []
        if let twice = models.first(where: { !seen.insert($0.id).inserted }) {
            throw SandboxError(.invalidSetting, "two sandbox models are named '\(twice.id)'; unique names are expected")
        }
        self.port = port
        self.models = models
        self.pace = pace
    }
}

/// How fast the models' own latencies pass; waits that a request asks for with tokens are not affected.
package enum SandboxPace: Sendable, Hashable {
    /// No waiting.
    case immediate
    /// Latencies divided by a speed above 0: 1 = as the models say, 10 = ten times as fast.
    case realistic(speed: Double)

    /// The pace of a speed factor.
    ///
    /// - Throws: ``SandboxError`` with `.invalidSetting` unless the speed is a number above 0.
    package init(speed: Double) throws(SandboxError) {
        guard speed > 0, speed.isFinite else {
            throw SandboxError(.invalidSetting, "the sandbox speed \(speed) is out of range; a number > 0 is expected")
        }
        self = .realistic(speed: speed)
    }

    /// The time to a model's first token.
    func firstToken(of model: SandboxModel) -> Duration {
        switch self {
        case .immediate: .zero
        case .realistic(let speed): model.firstTokenLatency / speed
        }
    }

    /// The time between two tokens of a model.
    func gap(of model: SandboxModel) -> Duration {
        switch self {
        case .immediate: .zero
        case .realistic(let speed): .seconds(1 / (model.tokensPerSecond * speed))
        }
    }
}

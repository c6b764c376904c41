import Foundation
import RouterCore

extension EngineServices {
    /// Writes down what was wrong with the reply to a decision.
    func note(_ signal: ReplySignal, decisionID: String, place: Int) {
        store.append(
            .outcome(
                Outcome(
                    decisionID: decisionID, kind: signal.kind.rawValue, value: 0, source: "router",
                    detail: signal.detail, observedAt: Date())))
        metrics.signalled(place, signal.kind)
    }
}

package import RouterCore
package import RouterWire

/// What goes back to the client.
package struct RoutedReply: Sendable {
    /// The body.
    package enum Body: Sendable {
        /// All of it.
        case whole([UInt8])
        /// Events as they come.
        case stream(RoutedStream)
        /// Nobody has answered: the last error.
        case failure(ErrorReport)
    }

    /// HTTP status.
    package let status: Int
    /// Header fields of the upstream that concern the client.
    package let headers: [(name: String, value: String)]
    /// The body.
    package let body: Body
    /// The decision that led here, and what it is kept with: one reference, where a decision is a dozen.
    let plan: RoutingPlan
    /// Who answered, or who was tried last.
    package let candidate: CandidateID
    /// Calls of candidates so far.
    package let attemptCount: Int
    /// Members that the client wants beside an error.
    package var errorExtras: [ReplyContext.ExtraMember] = []

    /// The decision that led here.
    package var decision: RoutingDecision { plan.decision }
    /// The name of the decision.
    package var decisionID: String { plan.decision.id }
}

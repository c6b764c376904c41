package import RouterCore
import RouterFeatures

/// What a call costs at most, before it is sent.
package enum CallEstimate {
    /// How far the true count of prompt tokens may lie above the estimate, which comes within about 15 % on texts.
    private static let promptMargin = 1.3
    /// Tokens around the turns that no estimate sees.
    private static let frameTokens = 32.0

    /// USD for a conversation and a reply of the greatest allowed length; `nil` = the candidate's price is unknown.
    package static func mostUSD(turns: [PromptTurn], maxTokens: Int, of candidate: Candidate) -> Double? {
        let tokens = Double(TokenEstimator.tokens(of: RoutingRequest(turns: turns)))
        return candidate.price.costUSD(
            promptTokens: tokens * promptMargin + frameTokens, completionTokens: Double(maxTokens))
    }
}

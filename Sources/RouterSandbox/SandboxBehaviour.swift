/// How one reply of the sandbox differs from a model's usual good one: its timing, its form, its failure.
///
/// The default value changes nothing.
package struct SandboxBehaviour: Sendable, Hashable {
    /// What goes wrong.
    package struct Failure: Sendable, Hashable {
        /// The HTTP status to answer with instead of a reply, 400…599.
        package var errorStatus: Int?
        /// `Retry-After` of a failing answer, in seconds.
        package var retryAfterSeconds: Int?
        /// The percentage of requests that fail with 500, 0…100; which ones is a fixed sequence.
        package var failurePercent: Int?
        /// Close the connection after so many content events of a stream, or bytes of a plain body.
        package var cutAfter: Int?
        /// Send an error event after so many content events of a stream.
        package var streamErrorAfter: Int?
        /// Never answer.
        package var hangs = false
        /// Promise a longer plain body than is sent.
        package var truncates = false
        /// Send a body that is not JSON, also where a stream was asked for.
        package var sendsBadJSON = false
        /// Send an event that is not JSON after so many content events of a stream.
        package var badEventAfter: Int?
        /// Answer that the prompt exceeds the context window.
        package var exceedsContext = false
        /// Answer 502 with a proxy's HTML page.
        package var sendsHTML = false

        /// Nothing goes wrong.
        package init() {}
    }

    /// How a simulated judge comes to its verdict.
    package enum Judging: Sendable, Hashable {
        /// By the number of words.
        case byLength
        /// By the place among two replies.
        case first
    }

    /// What goes wrong.
    package var failure = Failure()
    /// Time to the first byte of the answer; `nil` = the model's own.
    package var delay: Duration?
    /// Time between two tokens; `nil` = the model's own.
    package var gap: Duration?
    /// Completion tokens of a text reply; `nil` = the model's verbosity decides.
    package var completionTokens: Int?
    /// Bytes to which each token of a text reply is padded.
    package var tokenBytes: Int?
    /// Leave out token counts.
    package var omitsUsage = false
    /// End a stream without `[DONE]`.
    package var omitsDone = false
    /// Separate events by CRLF and write each by itself.
    package var separatesByCRLF = false
    /// Judge what the prompt shows; `nil` = reply as ever.
    package var judging: Judging?

    /// Changes nothing.
    package init() {}

    /// Lays a later source's behaviour over this one.
    ///
    /// Each thing that the later one says wins; a failure in it replaces the earlier failure as a whole.
    package mutating func override(by later: SandboxBehaviour) {
        if later.failure != Failure() { failure = later.failure }
        delay = later.delay ?? delay
        gap = later.gap ?? gap
        completionTokens = later.completionTokens ?? completionTokens
        tokenBytes = later.tokenBytes ?? tokenBytes
        omitsUsage = omitsUsage || later.omitsUsage
        omitsDone = omitsDone || later.omitsDone
        separatesByCRLF = separatesByCRLF || later.separatesByCRLF
        judging = later.judging ?? judging
    }
}

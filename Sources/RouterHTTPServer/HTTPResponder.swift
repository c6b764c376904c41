/// Answers requests.
package protocol HTTPResponder: Sendable {
    /// Looks at the head of a request, on its connection's thread, before the body has come.
    ///
    /// - Returns: a reply without looking at the body, or what to do with it.
    func admit(_ head: RequestHead) -> HTTPAdmission
}

/// What becomes of a request by its head alone.
package enum HTTPAdmission: Sendable {
    /// It is answered without its body.
    case reply(HTTPReply)
    /// It is answered when its body has come or is found to be too long.
    ///
    /// The work runs on the connection's thread, which it must not hold up. It is cancelled when the client leaves. If it throws, the
    /// connection is closed.
    case body(@Sendable (RequestBody, HTTPExchange) async throws -> HTTPReply)
}

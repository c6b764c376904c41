/// How the end of a request's body is found (RFC 9112, section 6.3).
enum BodyFraming: Sendable, Hashable {
    /// After so many bytes; 0 = there is no body.
    case length(Int)
    /// After a chunk of no bytes.
    case chunked
}

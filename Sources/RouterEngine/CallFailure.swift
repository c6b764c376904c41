import RouterCore
import RouterWire

/// What went wrong with a call before the first content, for the client and for what is tried next.
struct CallFailure: Sendable {
    /// A fixed word.
    let label: String
    /// The error as the client would get it.
    let report: ErrorReport
    /// Header fields of the upstream that concern the client.
    var headers: [(name: String, value: String)] = []
    /// The upstream's status; `nil` = it gave no reply that can be read.
    var upstreamStatus: Int?
    /// The pause that the upstream asked for.
    var retryAfter: Duration?

    /// An error of the router's own making.
    static func own(_ label: String, status: Int, _ message: String, type: String = "upstream_error") -> CallFailure {
        CallFailure(label: label, report: ErrorReport(status: status, message: message, type: type, code: label))
    }

    /// There was nobody to ask.
    static let noCandidate = own("no_candidate", status: 503, "No candidate could be asked", type: "server_error")

    /// No reply came, or it broke off.
    static func unreachable(_ failure: any UpstreamFailure, provider: String) -> CallFailure {
        own(
            failure.label, status: failure.isTimeout ? 504 : 502,
            failure.isTimeout
                ? "The upstream '\(provider)' did not answer in time"
                : "The upstream '\(provider)' could not be reached or broke off (\(failure.label))")
    }

    /// A reply came that is none.
    static func unreadable(_ reason: String, provider: String) -> CallFailure {
        own("bad_reply", status: 502, "The upstream '\(provider)' sent a reply that cannot be read (\(reason))")
    }
}

package import HTTPTypes
package import RouterHTTPServer

/// Decides whether a request may go on by where it comes from, so that no web page can use the server through a browser.
///
/// A server on a loopback address answers only to loopback names: a page whose own name was made to lead to 127.0.0.1
/// (DNS rebinding) is refused by `Host`. Whoever sends an `Origin` is a page, and refused unless that origin is allowed.
/// Programs send neither a foreign `Host` nor an `Origin`.
package struct HostGuard: Sendable {
    /// What becomes of a request.
    package enum Verdict: Sendable, Hashable {
        /// It goes on.
        case pass
        /// It goes on, and its reply, also one that is an error, carries these fields.
        case passWithFields(HTTPFields)
        /// A browser asks what the page may send: the reply is 204 with these fields.
        case preflight(HTTPFields)
        /// The reply is 403.
        case refused(Refusal)
    }

    /// Why a request is refused.
    package enum Refusal: String, Sendable, Hashable {
        /// It calls the server by a name that is not its own.
        case host = "misdirected_host"
        /// A page of an origin that is not allowed sends it.
        case origin = "origin_not_allowed"
        /// A page of another site sends it without saying which.
        case crossSite = "cross_site_request"

        /// A fixed word, safe as a metric label.
        package var code: String { rawValue }

        /// What is wrong, and what to do about it.
        package var message: String {
            switch self {
            case .host:
                "The name in 'Host' is not one of this server's; add it to server.allowed_hosts to allow it"
            case .origin:
                "Web pages of this 'Origin' may not use this server; add it to server.allowed_origins to allow it"
            case .crossSite:
                "Web pages of other sites may not use this server; add their origin to server.allowed_origins to allow it"
            }
        }
    }

    /// Names beside those of loopback, lower case, addresses of IPv6 in brackets.
    private let hosts: Set<String>
    private let checksHost: Bool
    private let fieldsByOrigin: [String: HTTPFields]

    /// Prepares the decisions.
    ///
    /// - Parameters:
    ///   - boundHost: the address that the server listens on. Unless it is one of loopback, `Host` is checked only where
    ///     `allowedHosts` names something.
    ///   - allowedHosts: further names by which the server may be called, without ports.
    ///   - allowedOrigins: origins whose pages may use the server, as browsers write them.
    package init(boundHost: String, allowedHosts: [String] = [], allowedOrigins: [String] = []) {
        let isLoopback = HostName.kind(of: Self.bracketed(boundHost)) == .loopback
        hosts = Set((isLoopback ? allowedHosts : allowedHosts + [boundHost]).map(Self.bracketed))
        checksHost = isLoopback || !allowedHosts.isEmpty
        fieldsByOrigin = Dictionary(
            allowedOrigins.map { ($0.lowercased(), CrossOriginFields.reply(to: $0.lowercased())) },
            uniquingKeysWith: { first, _ in first })
    }

    /// What becomes of a request.
    package func verdict(for request: RequestHead) -> Verdict {
        if checksHost, !isOwn(request["host"]) { return .refused(.host) }
        if let origin = request["origin"] {
            guard let fields = fieldsByOrigin[origin] else { return .refused(.origin) }
            guard request.method == .options, request["access-control-request-method"] != nil else {
                return .passWithFields(fields)
            }
            return .preflight(
                CrossOriginFields.preflight(
                    fields, wanted: request["access-control-request-headers"],
                    isFromPublicWeb: request["access-control-request-private-network"] == "true"))
        }
        // Pages that read nothing send no origin with a GET: pictures, scripts, links. Only a link that was followed
        // shows its reply to a person instead of the page.
        if let site = request["sec-fetch-site"], site == "cross-site" || site == "same-site",
            request.method != .get || request["sec-fetch-mode"] != "navigate"
        {
            return .refused(.crossSite)
        }
        return .pass
    }

    private func isOwn(_ host: String?) -> Bool {
        guard let host else { return false }
        switch HostName.kind(of: host) {
        case .loopback: return true
        case .malformed: return false
        case .other(let length):
            return hosts.contains(Self.withoutDot(String(decoding: host.utf8.prefix(length), as: UTF8.self)))
        }
    }

    /// A name in lower case, without the dot at the end of a full name.
    private static func withoutDot(_ name: String) -> String {
        let name = name.lowercased()
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }

    /// A name as it stands in `Host`.
    private static func bracketed(_ name: String) -> String {
        name.contains(":") && !name.hasPrefix("[") ? "[\(withoutDot(name))]" : withoutDot(name)
    }
}

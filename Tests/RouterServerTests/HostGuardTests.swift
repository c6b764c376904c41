import HTTPTypes
import RouterHTTPServer
import RouterServer
import Testing

@Suite("Host guard")
struct HostGuardTests {
    private static let page = "https://app.example"

    private func verdict(
        _ host: String?, _ method: HTTPRequest.Method = .post, bound: String = "127.0.0.1", hosts: [String] = [],
        origins: [String] = [], _ fields: [(String, String)] = []
    ) throws -> HostGuard.Verdict {
        let request = RequestHead(
            method: method, target: "/v1/chat/completions",
            fields: (host.map { [("Host", $0)] } ?? []) + fields.map { ($0.0, $0.1) })
        return HostGuard(boundHost: bound, allowedHosts: hosts, allowedOrigins: origins).verdict(for: request)
    }

    @Test(
        "on a loopback address the usual names of loopback are answered, with any port",
        arguments: [
            "127.0.0.1", "127.0.0.1:8484", "127.0.0.1:1", "127.0.0.1:", "127.1.2.3:65535", "127.255.255.255",
            "127.0.0.0",
            "localhost", "localhost:8484", "LOCALHOST", "LocalHost:80", "localhost.", "localhost.:8484", "[::1]",
            "[::1]:8484",
        ], ["127.0.0.1", "localhost", "::1", "127.0.0.53"])
    func loopback(host: String, bound: String) throws { #expect(try verdict(host, bound: bound) == .pass) }

    @Test(
        "on a loopback address every other name is refused, however close it looks",
        arguments: [
            nil, "", ":8484", "evil.example", "127.0.0.1.evil.example", "127.0.0.1.", "127.0.0.1.evil.example:8484",
            "evil.example:8484", "user@127.0.0.1", "user:pass@localhost", "localhost@evil.example",
            "127.0.0.1:80@evil.example",
            "localhost.evil.example", "evil.localhost", "notlocalhost", "localhost..", "localhostx", "2130706433",
            "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.1", "127.0.1", "127.0.0.1.1", "127.0.0.01", "127.00.0.1",
            "127.0.0.256", "127.0.0.1000", "127..0.1", "127.0.0.", "127.0.0.-1", "1270.0.0.1", "128.0.0.1", "126.0.0.1",
            "0.0.0.0", "0", "[::]", "[::2]", "::1", "[::1", "::1]", "[::1].evil.example", "[::1]evil", "[::1]:80:80",
            "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]", "[::1%25lo]", "[]", "[", "localhost:8484:1", "localhost:+80",
            "localhost :80", "local host", "localhost:123456", "localhost:8a",
            "localhost/",
            "localhost#", "localhost?x", "localhost\\", "localhost,localhost", "ⅼocalhost", "１２７.0.0.1",
            "127\u{3002}0.0.1", "http://localhost", "10.0.0.1", "192.168.1.5",
        ])
    func foreign(host: String?) throws { #expect(try verdict(host) == .refused(.host)) }

    @Test(
        "allowed names are answered, in any case, with any port and with the dot of a full name",
        arguments: [
            "router.lan", "Router.LAN:8484", "router.lan.", "router.lan.:80", "10.0.0.7", "10.0.0.7:8484", "[fd00::1]",
            "[FD00::1]:8484", "localhost", "127.0.0.1:8484",
        ], ["127.0.0.1", "0.0.0.0"])
    func allowedHost(host: String, bound: String) throws {
        #expect(try verdict(host, bound: bound, hosts: ["router.LAN", "10.0.0.7", "fd00::1"]) == .pass)
    }

    @Test(
        "on another address names are checked only where some are allowed",
        arguments: ["0.0.0.0", "::", "10.0.0.7", "router.lan", ""])
    func otherAddress(bound: String) throws {
        #expect(try verdict("anything.example", bound: bound) == .pass)
        #expect(try verdict(nil, bound: bound) == .pass)
        #expect(try verdict("anything.example", bound: bound, hosts: ["x"]) == .refused(.host))
        #expect(try verdict("x:1", bound: bound, hosts: ["x"]) == .pass)
    }

    @Test("the configured name itself is answered where names are checked")
    func boundName() throws {
        #expect(try verdict("router.lan:8484", bound: "Router.lan", hosts: ["x"]) == .pass)
        #expect(try verdict("[fd00::1]:8484", bound: "fd00::1", hosts: ["x"]) == .pass)
        #expect(try verdict("127.0.0.9", bound: "127.0.0.1") == .pass)
    }

    @Test(
        "a page is refused, also one of this machine, unless its origin is allowed",
        arguments: [
            page, "null", "", "http://127.0.0.1:8484", "http://localhost:8484", "https://app.example.evil.org",
            "https://app.example:443", "http://app.example", "https://APP.example",
            "https://other.example, https://app.example",
            "*", "file://", "https://allowed.example/", "https://allowed.example.",
        ], [HTTPRequest.Method.get, .post, .options])
    func foreignOrigin(origin: String, method: HTTPRequest.Method) throws {
        let origins = ["https://allowed.example"]
        #expect(try verdict("localhost", method, origins: origins, [("Origin", origin)]) == .refused(.origin))
        #expect(
            try verdict("localhost", method, origins: origins, [("Origin", origins[0]), ("Origin", origin)])
                == .refused(.origin))
        // On an address that can be reached from outside, pages are refused as well.
        #expect(try verdict("x", method, bound: "0.0.0.0", [("Origin", origin)]) == .refused(.origin))
    }

    @Test("an allowed page goes on and may read the reply, which names it and never everybody")
    func allowedOrigin() throws {
        let verdict = try verdict(
            "localhost", origins: ["https://other.example", Self.page],
            [("Origin", Self.page), ("Sec-Fetch-Site", "cross-site")])
        guard case .passWithFields(let fields) = verdict else { return #expect(Bool(false), "\(verdict)") }
        #expect(fields[.accessControlAllowOrigin] == Self.page && fields[.vary] == "Origin")
        #expect(fields[.accessControlExposeHeaders]?.contains("X-AutoRouter-Model") == true)
        #expect(fields[.accessControlAllowMethods] == nil && fields[.accessControlAllowCredentials] == nil)
        #expect(try self.verdict("evil.example", origins: [Self.page], [("Origin", Self.page)]) == .refused(.host))
    }

    @Test("a browser's question is answered with what clients send, and with nothing else that it asks for")
    func preflight() throws {
        let asked = "Authorization, content-type,X-Stainless-Lang, x-evil, anthropic-version, *"
        let verdict = try verdict(
            "localhost", .options, origins: [Self.page],
            [
                ("Origin", Self.page), ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", asked),
                ("Access-Control-Request-Private-Network", "true"), ("Sec-Fetch-Site", "cross-site"),
            ])
        guard case .preflight(let fields) = verdict else { return #expect(Bool(false), "\(verdict)") }
        #expect(fields[.accessControlAllowOrigin] == Self.page)
        #expect(
            fields[.accessControlAllowHeaders] == "authorization, content-type, x-stainless-lang, anthropic-version")
        #expect(fields[.accessControlAllowMethods] == "GET, POST, OPTIONS")
        #expect(fields[.accessControlMaxAge] == "600")
        #expect(fields[.vary]?.hasPrefix("Origin") == true)
        #expect(
            fields.contains { $0.name.canonicalName == "access-control-allow-private-network" && $0.value == "true" })
        #expect(!fields.contains { $0.value.contains("*") })
    }

    @Test("a question without fields is answered without them; without a method it is no question")
    func smallPreflight() throws {
        let question = [("Origin", Self.page), ("Access-Control-Request-Method", "GET")]
        guard case .preflight(let fields) = try verdict("localhost", .options, origins: [Self.page], question) else {
            return #expect(Bool(false))
        }
        #expect(fields[.accessControlAllowHeaders] == nil)
        guard case .passWithFields = try verdict("localhost", .options, origins: [Self.page], [question[0]]) else {
            return #expect(Bool(false))
        }
    }

    @Test(
        "what a page of another site sends without an origin is refused, whatever it says its body is",
        arguments: ["cross-site", "same-site"], ["text/plain", "application/x-www-form-urlencoded", "application/json"])
    func crossSite(site: String, type: String) throws {
        let fields = [("Sec-Fetch-Site", site), ("Content-Type", type)]
        #expect(try verdict("localhost", .post, fields) == .refused(.crossSite))
        #expect(try verdict("localhost", .get, fields + [("Sec-Fetch-Mode", "no-cors")]) == .refused(.crossSite))
        #expect(try verdict("localhost", .post, fields + [("Sec-Fetch-Mode", "navigate")]) == .refused(.crossSite))
        #expect(try verdict("localhost", .get, fields + [("Sec-Fetch-Mode", "navigate")]) == .pass)
    }

    @Test("programs pass: they send no origin, whatever they say their body is")
    func programs() throws {
        #expect(try verdict("localhost", .post, [("Content-Type", "application/x-www-form-urlencoded")]) == .pass)
        #expect(try verdict("localhost", .post, [("Sec-Fetch-Mode", "cors"), ("User-Agent", "node")]) == .pass)
        #expect(try verdict("localhost", .get, [("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate")]) == .pass)
        #expect(try verdict("localhost", .options) == .pass)
    }

    @Test("a refusal says what is wrong and which setting allows it")
    func messages() {
        #expect(HostGuard.Refusal.host.message.contains("server.allowed_hosts"))
        #expect(HostGuard.Refusal.origin.message.contains("server.allowed_origins"))
        #expect(HostGuard.Refusal.crossSite.message.contains("server.allowed_origins"))
        #expect(HostGuard.Refusal.host.code == "misdirected_host")
    }
}

import RouterCore
import RouterDispatch
import RouterTesting
import Testing

@Suite("Request headers", .timeLimit(.minutes(5)))
struct RequestHeaderTests {
    private let client: CurlUpstreamClient
    private let upstream: FakeUpstream

    init() throws {
        client = try CurlUpstreamClient()
        upstream = try FakeUpstream(always: .reply())
    }

    /// The header lines that arrive, without those that libcurl adds to every request.
    private func arriving(_ headers: [(name: String, value: String)], body: [UInt8] = [1]) async throws -> [String] {
        let request = UpstreamRequest(url: upstream.url(), headers: headers, body: body, upstream: "lab")
        _ = try await client.roundTrip(request)
        let sent = try #require(upstream.requests.last)
        #expect(sent.header("content-length") == "\(body.count)")
        return sent.headers.filter { !["host", "accept", "content-length"].contains($0.name) }
            .map { "\($0.name): \($0.value)" }
    }

    @Test("lines keep their order, and an empty value is sent as such")
    func order() async throws {
        let lines = try await arriving([("B", "2"), ("Content-Type", "a/b"), ("A", "ä"), ("C", ""), ("B", "3")])
        #expect(lines == ["b: 2", "content-type: a/b", "a: ä", "c: ", "b: 3"])
    }

    @Test(
        "a body without a content type gets none, and a large one is not held back by Expect",
        arguments: [
            0, 1, 2_000_000,
        ])
    func defaults(size: Int) async throws {
        #expect(try await arriving([], body: pattern(size)) == [])
    }

    @Test(
        "framing belongs to libcurl, in any case of letters",
        arguments: [
            "content-length", "Transfer-Encoding", "EXPECT",
        ])
    func framing(name: String) async throws {
        #expect(try await arriving([(name, "7"), ("A", "1")]) == ["a: 1"])
    }

    @Test(
        "what could become two lines is refused without being shown",
        arguments: [
            ("A", "secret\r\nX: y"), ("A", "secret\n"), ("A", "secret\0"), ("secret\r\nB", "1"), ("secret:", "1"),
            ("secret;", "1"), ("secret ", "1"), ("", "secret"),
        ])
    func injection(name: String, value: String) async {
        let error = await #expect(throws: DispatchError.self) { _ = try await arriving([(name, value)]) }
        #expect(error?.code == .invalidRequest)
        #expect(error.map { "\($0)".contains("secret") } == false)
        #expect(upstream.requests.isEmpty)
    }
}

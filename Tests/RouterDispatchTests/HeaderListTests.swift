import CCurl
import RouterCore
import Testing

@testable import RouterDispatch

@Suite("Header list")
struct HeaderListTests {
    /// The lines as libcurl would walk them.
    private func lines(_ headers: [(name: String, value: String)], body: [UInt8] = [1]) throws -> [String] {
        let request = UpstreamRequest(url: "http://x/", headers: headers, body: body, upstream: "lab")
        let list = try HeaderList(request)
        return withExtendedLifetime(list) {
            sequence(first: list.first) { $0.pointee.next }.map { String(cString: $0.pointee.data) }
        }
    }

    @Test("lines keep their order, an empty value is sent as such, Expect is switched off")
    func order() throws {
        #expect(
            try lines([("B", "2"), ("Content-Type", "a/b"), ("A", "ä"), ("C", "")])
                == ["B: 2", "Content-Type: a/b", "A: ä", "C;", "Expect:"])
    }

    @Test("libcurl's default content type is switched off where a body has none")
    func contentType() throws {
        #expect(try lines([]) == ["Content-Type:", "Expect:"])
        #expect(try lines([], body: []) == ["Expect:"])
    }

    @Test(
        "framing belongs to libcurl, in any case of letters",
        arguments: [
            "content-length", "Transfer-Encoding", "EXPECT",
        ])
    func framing(name: String) throws {
        #expect(try lines([(name, "7"), ("A", "1")], body: []) == ["A: 1", "Expect:"])
    }

    @Test(
        "what could become two lines is refused without being shown",
        arguments: [
            ("A", "secret\r\nX: y"), ("A", "secret\n"), ("A", "secret\0"), ("secret\r\nB", "1"), ("secret:", "1"),
            ("secret ", "1"), ("", "secret"),
        ])
    func injection(name: String, value: String) {
        let error = #expect(throws: DispatchError.self) { try lines([(name, value)]) }
        #expect(error?.code == .invalidRequest)
        #expect(error.map { "\($0)".contains("secret") } == false)
    }
}

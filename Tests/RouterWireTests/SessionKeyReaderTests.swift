import RouterCore
import RouterWire
import Testing

@Suite("Session keys")
struct SessionKeyReaderTests {
    private static let system = #"{"role":"system","content":"Be terse."}"#
    private static let first = #"{"role":"user","content":"Hi"}"#

    private func session(_ messages: [String]) throws -> SessionKey? {
        try parameters(#""messages":[\#(messages.joined(separator: ","))]"#).session
    }

    @Test("the body's name wins over the header's, and both over the cache key and the guess")
    func precedence() throws {
        let messages = #""messages":[\#(Self.first)]"#
        func key(_ members: String, header: String? = nil) throws -> SessionKey? {
            try parameters(members + messages, header: header).session
        }
        func named(_ value: String) -> SessionKey { SessionKey(value: value, isExplicit: true) }
        #expect(try key(#""session_id":"a","prompt_cache_key":"c","#, header: "b") == named("a"))
        #expect(try key(#""session_id":null,"prompt_cache_key":"c","#, header: "b") == named("b"))
        #expect(try key(#""prompt_cache_key":"c","#) == named("c"))
        #expect(try key(#""prompt_cache_key":"c","#, header: "") == named("c"))
        for none in ["", #""prompt_cache_key":"","#, #""prompt_cache_key":7,"#] {
            #expect(try key(none)?.isExplicit == false)
        }
    }

    @Test("names are 1 to 256 characters long, in the body and in the header")
    func lengths() throws {
        let longest = String(repeating: "s", count: 256)
        #expect(try parameters(#""session_id":"\#(longest)""#).session?.value == longest)
        #expect(try parameters("", header: longest).session?.value == longest)
        let inBody = #expect(throws: WireError.self) { try parameters(#""session_id":"\#(longest)s""#) }
        #expect(inBody?.key == "session_id")
        let inHeader = #expect(throws: WireError.self) { try parameters("", header: longest + "s") }
        #expect(inHeader?.key == "x-session-id")
        let cacheKey = try parameters(#""prompt_cache_key":"\#(longest)s""#).session
        #expect(cacheKey?.value.count == 16 && cacheKey?.isExplicit == true)
    }

    @Test("the guess is the FNV-1a hash of how the conversation begins")
    func vector() throws {
        // RFC 9923's function over both messages, each followed by the byte FF.
        #expect(try session([Self.system, Self.first]) == SessionKey(value: "9b42adec52ab99c4", isExplicit: false))
    }

    @Test("later turns do not change the guess")
    func laterTurns() throws {
        let start = try session([Self.system, Self.first])
        let reply = #"{"role":"assistant","content":"Hello"}"#
        #expect(try session([Self.system, Self.first, reply, #"{"role":"user","content":"Bye"}"#]) == start)
        #expect(try session([Self.first, reply, Self.system]) == session([Self.first]))
    }

    @Test("another beginning is another conversation")
    func otherBeginnings() throws {
        let beginnings = [
            [Self.system, Self.first], [Self.first], [Self.system],
            [#"{"role":"developer","content":"Be terse."}"#, Self.first],
            [Self.system, #"{"role":"user","content":"Ho"}"#],
        ]
        #expect(Set(try beginnings.map { try session($0) }).count == beginnings.count)
        let anthropic = #""system":"Be terse.","messages":[\#(Self.first)]"#
        #expect(try parameters(anthropic, api: .messages).session != session([Self.first]))
    }

    @Test("only the beginning of a long message counts")
    func longMessages() throws {
        func message(_ end: String) -> String {
            #"{"role":"user","content":"\#(String(repeating: "a", count: 5000))\#(end)"}"#
        }
        #expect(try session([message("x")]) == session([message("y")]))
    }

    @Test(
        "without messages there is nothing to guess from", arguments: ["\"x\":1", "\"messages\":[]", "\"messages\":7"])
    func noMessages(members: String) throws { #expect(try parameters(members).session == nil) }

    @Test("who puts providers in order has no session")
    func orderedProviders() throws {
        let body = #""session_id":"s","messages":[\#(Self.first)],"provider":"#
        #expect(try parameters(body + #"{"order":["a"]}"#).session == nil)
        #expect(try parameters(body + #"{"order":[]}"#).session != nil)
        #expect(
            #expect(throws: WireError.self) { try parameters(#""session_id":"","provider":{"order":["a"]}"#) } != nil)
    }
}

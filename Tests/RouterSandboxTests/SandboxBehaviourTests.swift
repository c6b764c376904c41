import RouterWire
import Testing

@testable import RouterSandbox

@Suite("Behaviour tokens")
struct SandboxBehaviourTests {
    private func behaviour(_ tokens: String) throws -> SandboxBehaviour {
        try SandboxBehaviour(tokens: tokens, source: "a test")
    }

    @Test("every word is accepted with its bounds and changes the behaviour")
    func everyWord() throws {
        for token in BehaviourToken.all {
            let texts =
                token.range.map { ["\(token.word)\($0.lowerBound)", "\(token.word)\($0.upperBound)"] } ?? [token.word]
            for text in texts { #expect(try behaviour(text) != SandboxBehaviour(), "\(text)") }
        }
        #expect(Set(BehaviourToken.all.map(\.word)).count == BehaviourToken.all.count)
    }

    @Test("the mock's vocabulary is offered, and words of our own")
    func vocabulary() {
        let mock =
            "delayN gapN nN errN retryN cutN hang trunc badjson sseerrN pfailN ctxlen html nousage nodone sep sizeN"
        let offered = Set(BehaviourToken.all.map(\.spelling))
        let own = offered.subtracting(mock.split(separator: " ").map(String.init))
        #expect(own == ["badeventN", "judge", "judgefirst"])
        #expect(offered.count == mock.split(separator: " ").count + 3)
    }

    @Test("tokens are joined by any of the separators", arguments: ["-", "+", ",", ":", "/", " ", " - "])
    func separators(separator: String) throws {
        let read = try behaviour("delay50\(separator)gap10\(separator)err429\(separator)retry2")
        #expect(read.delay == .milliseconds(50))
        #expect(read.gap == .milliseconds(10))
        #expect(read.failure.errorStatus == 429)
        #expect(read.failure.retryAfterSeconds == 2)
    }

    @Test(
        "a bad token is refused with its name and the accepted ones",
        arguments: [
            "dealy50", "delay", "delayx", "delay-5", "err200", "err600", "pfail101", "hang5", "50", "n0",
            "n99999999999",
        ])
    func badTokens(token: String) throws {
        let error = try #require(throws: SandboxError.self) { try behaviour("gap1-" + token) }
        #expect(error.code == .invalidToken)
        #expect(error.description.contains("'\(token.split(separator: "-")[0])'"))
        #expect(error.status == 400)
        #expect(
            error.description.hasSuffix("takes no number; accepted: \(BehaviourToken.spellings)")
                || error.description.contains("accepted: \(BehaviourToken.spellings)"))
    }

    @Test(
        "tokens are found in names",
        arguments: [
            ("mock-err500", 500), ("sandbox-delay50-err503", 503), ("provider/mock-err500", 500),
            ("openai/gpt-5-mini@sandbox-err429", 429), ("mock-err500@mock-err418", 418), ("mock-small", nil),
            ("openai/gpt-5-mini", nil), ("err500", nil), ("a/hammock-err500", nil), ("sandbox/flaky", nil),
            ("team@home", nil), ("mock-v2-err404", 404), ("", nil),
        ] as [(String, Int?)])
    func names(name: String, status: Int?) throws {
        #expect(try SandboxBehaviour(modelName: name).failure.errorStatus == status)
    }

    @Test(
        "a known word with a bad number, and any unknown word after the @, is refused in a name",
        arguments: ["mock-err999", "gpt@sandbox-oops", "gpt@mock-delay"])
    func badNames(name: String) throws {
        let error = try #require(throws: SandboxError.self) { try SandboxBehaviour(modelName: name) }
        #expect(error.param == "model")
    }

    @Test(
        "marks are found in prompts",
        arguments: [
            ("x [[sandbox:err429-retry2]] y", 429), ("[[mock:err500]]", 500),
            ("[[mock:err500]] [[sandbox:err503]]", 503),
            ("[[[mock:err500]]", 500), ("[[sandbox:]]", nil), ("[[sandbox:err500", nil), ("[[other:err500]]", nil),
            ("[[mock:\(String(repeating: " ", count: 300))err500]]", nil), ("é[[mock:err500]]é", 500), ("", nil),
            ("[[", nil),
        ] as [(String, Int?)])
    func prompts(prompt: String, status: Int?) throws {
        #expect(try SandboxBehaviour(prompt: prompt).failure.errorStatus == status)
    }

    @Test("a bad mark is refused as a fault of the messages")
    func badMark() throws {
        let error = try #require(throws: SandboxError.self) {
            try SandboxBehaviour(prompt: "secret [[mock:oops]] secret")
        }
        #expect(error.param == "messages")
        #expect(!error.description.contains("secret"))
    }

    @Test("a later source wins, its failure replacing the earlier one as a whole")
    func override() throws {
        var first = try behaviour("delay50-gap10-hang-retry9-nousage")
        first.override(by: try behaviour("gap20-err503"))
        #expect(first == (try behaviour("delay50-gap20-err503-nousage")))
        first.override(by: SandboxBehaviour())
        #expect(first.failure.errorStatus == 503)
    }

    @Test("model settings, name, prompt and header win in this order")
    func precedence() throws {
        let settings = try SandboxModel(id: "mock-err501", tokens: "err500")
        let plain = try SandboxModel(id: "m", tokens: "err500")
        func status(_ model: SandboxModel, _ prompt: String, _ header: String?) throws -> Int? {
            let chat = try ChatRequest(body: chatBody(model: model.id, prompt: prompt))
            return try Self.behaviour(of: chat, model: model, header: header).failure.errorStatus
        }
        #expect(try status(plain, "Hi", nil) == 500)
        #expect(try status(settings, "Hi", nil) == 501)
        #expect(try status(settings, "Hi [[mock:err502]]", nil) == 502)
        #expect(try status(settings, "Hi [[mock:err502]]", "err503") == 503)
    }

    @Test("only the last user message is searched")
    func lastUserMessage() throws {
        let body = #"""
            {"model":"m","messages":[{"role":"user","content":"[[mock:err500]]"},{"role":"assistant","content":"x"},
            {"role":"user","content":"go on"},{"role":"assistant","content":"[[mock:err501]]"}]}
            """#
        let chat = try ChatRequest(body: Array(body.utf8))
        let behaviour = try Self.behaviour(of: chat, model: .named("m"), header: nil)
        #expect(behaviour == SandboxBehaviour())
    }

    private static func behaviour(
        of chat: ChatRequest, model: SandboxModel, header: String?
    ) throws -> SandboxBehaviour {
        let request = try SandboxRequest(chat)
        return try ReplySimulation.behaviour(
            ofModelNamed: request.model, prompt: request.lastUserText, model: model, header: header)
    }
}

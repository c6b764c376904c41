import RouterCore
import RouterWire
import Testing

@testable import RouterEngine

@Suite("Prompts that come again")
struct SignalBoardTests {
    private static let start = ContinuousClock.now

    private func print(_ texts: String..., key: String? = nil) -> PromptPrint {
        let turns = texts.enumerated().map { PromptTurn(role: $0 % 2 == 0 ? .user : .assistant, text: $1) }
        return PromptPrint(turns, clientKey: key)
    }

    @Test("the same prompt of the same client has the same print, and another one another")
    func prints() {
        let long = String(repeating: "x", count: 10_000)
        let prints = [
            print("Hi"), print("Hi", key: "ci"), print("hi"), print("Hi", ""), print("", "Hi"), print("Hi "),
            print(long), print(long + "y"), print("y" + long), print(long, "a", "b"), print(long, "a", "c"),
            PromptPrint([PromptTurn(role: .system, text: "Hi")], clientKey: nil),
        ]
        #expect(Set(prints).count == prints.count)
        #expect(print("Hi", "Ho", "He") == print("Hi", "Ho", "He"))
    }

    @Test("an answer is called a repetition once, within a minute")
    func once() {
        let board = SignalBoard()
        let answer = SignalBoard.Answer(decisionID: "a", place: 2)
        #expect(board.regenerated(print("Hi"), now: Self.start) == nil)
        board.answered(print("Hi"), by: answer, now: Self.start)
        #expect(board.regenerated(print("Ho"), now: Self.start) == nil)
        #expect(board.regenerated(print("Hi"), now: Self.start + .seconds(59)) == answer)
        #expect(board.regenerated(print("Hi"), now: Self.start + .seconds(59)) == nil)
        board.answered(print("Hi"), by: answer, now: Self.start)
        #expect(board.regenerated(print("Hi"), now: Self.start + .seconds(60)) == nil)
    }

    @Test("what is switched off is not looked for")
    func off() throws {
        let request = try ChatRequest(body: Array(EngineFixture.body().utf8))
        let none = SignalBoard([.answered])
        #expect(none.watch(request, api: .chatCompletions) == nil && none.print(of: request, clientKey: nil) == nil)
        let all = SignalBoard()
        #expect(all.watch(request, api: .chatCompletions) != nil && all.print(of: request, clientKey: nil) != nil)
        #expect(all.watch(request, api: .embeddings) == nil)
    }
}

import ArgumentParser
import RouterCore
import Testing

@testable import RouterCLI

@Suite("Commands")
struct CommandTests {
    @Test(
        "every command explains itself",
        arguments: [
            "route", "explain", "serve", "sandbox", "train", "evaluate", "calibrate", "judge", "simulate", "models",
            "keys", "log", "bench", "doctor", "feedback", "bundles", "promote", "rollback", "diff", "retrain", "replay",
        ])
    func help(command: String) {
        #expect(AutoRouterCommand.helpMessage().contains("  \(command) "))
    }

    @Test(
        "wrong usage is refused before anything is done",
        arguments: [
            ["route", "Hi", "--input", "file"], ["serve", "--port", "70000"], ["log", "list", "--limit=-1"],
            ["route", "--format", "xml"], ["nonsense"], ["serve", "--explore", "1.5"], ["route", "--explore", "ucb"],
            ["feedback"], ["feedback", "a"], ["feedback", "a", "--up", "--down"], ["feedback", "a", "--score", "1.1"],
            ["feedback", "a", "--score", "0.5", "--up"], ["feedback", "a", "--up", "--source", ""],
            ["judge", "--compare", "a"], ["judge", "--compare", "a", "a"],
            ["judge", "--input", "file"], ["judge", "--max-usd=-1"], ["judge", "--concurrency", "0"],
            ["judge", "--since", "soon"],
        ])
    func wrongUsage(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try AutoRouterCommand.parseAsRoot(arguments) }
        #expect(error.map { AutoRouterCommand.exitCode(for: $0) } == .validationFailure)
    }

    @Test("options of a choice become constraints, and bad ones name what is accepted")
    func constraints() throws {
        let options = try ChoiceOptions.parse(["--tradeoff", "3", "--candidates", "openai/*", "--candidates", "x"])
        let constraints = try options.constraints()
        #expect(constraints.tradeoff?.value == 3)
        #expect(constraints.allowed?.map(\.description) == ["openai/*", "x"])
        let error = #expect(throws: CoreError.self) { try ChoiceOptions.parse(["--tradeoff", "11"]).constraints() }
        #expect(error?.description.contains("0 (quality) to 10") == true)
    }

    @Test(
        "dollars have three digits, however few they are",
        arguments: [(nil, "–"), (0.0, "$0"), (12.345, "$12.35"), (0.001234, "$0.00123"), (0.0000009, "$0.000000900")])
    func dollars(value: Double?, text: String) { #expect(Format.dollars(value) == text) }

    @Test("a table pads by columns, not characters")
    func table() {
        let table = TextTable(header: ["a", "b"], rows: [["日本", "1"], ["x", "22"]], rightAligned: [1])
        #expect(table.text == "a      b\n────  ──\n日本   1\nx     22")
    }

    @Test(
        "a question is the same under another layout",
        arguments: ["What is 2+2?\nA. 3\nB. 4", "what is  2 2", "WHAT IS 22?\nA) 5"])
    func questionIdentity(text: String) {
        #expect(QuestionIdentity.hash(of: text) == QuestionIdentity.hash(of: "What is 2+2?"))
        #expect(QuestionIdentity.hash(of: text) != QuestionIdentity.hash(of: "What is 2+3?"))
    }
}

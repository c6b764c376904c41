import RouterConfiguration
import RouterCore
import Testing

@Suite("Configuration of the judge")
struct JudgeConfigurationTests {
    private func judge(_ text: String, folder: String = "/etc/router") throws -> Configuration.Judge {
        try configuration("candidates: [openai/old]\njudge: { \(text) }", folder: folder).judge
    }

    @Test(
        "a judge is a candidate, a model of the catalog, or a provider's model",
        arguments: [
            ("openai/old", "openai", "old", true), ("gpt-5-mini", "openai", "gpt-5-mini", true),
            ("openrouter/some/model", "openrouter", "some/model", false), ("ollama/other", "ollama", "other", true),
        ])
    func models(name: String, provider: String, upstreamModel: String, isPriced: Bool) throws {
        let configuration = try configuration("candidates: [openai/old]\njudge: { model: \(name) }")
        let (candidate, served) = try #require(
            configuration.model(named: name, catalog: try smallCatalog(), environment: [:]))
        #expect(candidate.provider == provider && served.name == provider)
        #expect(candidate.upstreamModel == upstreamModel && candidate.price.isKnown == isPriced)
        #expect(candidate.takes(.chatCompletions))
    }

    @Test("a name that is none of these is refused", arguments: ["nobody", "nobody/model", "openai/"])
    func unknownModels(name: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try judge("model: '\(name)'") }
        #expect(error?.description.contains("'judge.model' is '\(name)'") == true)
    }

    @Test("criteria are a text, or what a file of this name holds")
    func rubrics() throws {
        #expect(try judge("rubric: Be strict about facts.").rubric == "Be strict about facts.")
        let folder = try TemporaryFolder()
        _ = try folder.write("rubric.txt", "Line one.\nLine two.")
        _ = try folder.write("empty.txt", " \n")
        #expect(try judge("rubric: rubric.txt", folder: folder.path).rubric == "Line one.\nLine two.")
        for name in ["missing.txt", "empty.txt"] {
            let error = #expect(throws: ConfigurationError.self) { try judge("rubric: \(name)", folder: folder.path) }
            #expect(error?.description.contains("'judge.rubric'") == true)
        }
    }

    @Test(
        "amounts and counts out of range are refused", arguments: ["max_usd: -1", "concurrency: 0", "concurrency: 65"])
    func ranges(text: String) { #expect(throws: ConfigurationError.self) { try judge(text) } }
}

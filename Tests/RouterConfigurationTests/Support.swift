import Foundation
import RouterConfiguration

/// A folder of its own for one test, removed with it.
final class TemporaryFolder {
    private let url: URL
    /// The folder's path.
    var path: String { url.path }

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "RouterConfigurationTests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and returns its address.
    func write(_ name: String, _ text: String) throws -> URL {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file
    }
}

/// A catalog of three providers and four models, small enough to know by heart.
let smallCatalogText = #"""
    {"version": 1, "source": "this test", "providers": {
       "openai": {"base_url": "https://api.openai.example/v1", "api_key_env": "OPENAI_API_KEY",
        "apis": ["chat_completions", "embeddings", "responses", "from_the_future"], "name": "OpenAI"},
       "openrouter": {"base_url": "https://openrouter.example/api/v1/", "api_key_env": "OPENROUTER_API_KEY",
        "apis": ["chat_completions", "messages"], "key_header": "x-api-key"},
       "hosting": {"base_url": "https://hosting.example/v1", "api_key_env": "HOSTING_KEY"},
       "ollama": {"base_url": "http://127.0.0.1:11434/v1", "local": true}},
     "models": [
       {"id": "openai/gpt-5-mini", "provider": "openai", "upstream_model": "gpt-5-mini", "name": "GPT-5 mini",
        "like": "gpt-4o-mini",
        "price": {"prompt": 0.25, "completion": 2.0, "cache_read": 0.025}, "context": 400000, "max_output": 128000,
        "capabilities": ["tools", "images", "from_the_future"], "aliases": ["gpt-5-mini", "openai/gpt-5-mini-2025-08-07"]},
       {"id": "openai/old", "provider": "openai", "upstream_model": "old", "price": {"prompt": 1, "completion": 2}, "capabilities": []},
       {"id": "openai/unpriced", "provider": "openai", "upstream_model": "unpriced", "like": "gpt-4o"},
       {"id": "ollama/llama3", "provider": "ollama", "upstream_model": "llama3:8b", "context": 8192}]}
    """#

/// Reads ``smallCatalogText`` as the program reads its catalog.
func smallCatalog() throws -> Catalog {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) { try Catalog(file: folder.write("catalog.json", smallCatalogText)) }
}

/// Everything that a value shows of itself, lines and their words in alphabetical order: sets have none of their own.
func dumped(_ value: Any) -> String {
    var text = ""
    dump(value, to: &text)
    let lines = text.split(separator: "\n").map { line in
        line.split { " ,()[]".contains($0) }.sorted().joined(separator: " ")
    }
    return lines.sorted().joined(separator: "\n")
}

/// Reads a configuration's text against the small catalog.
func configuration(
    _ text: String, folder: String = "/etc/router", environment: [String: String] = [:]
) throws -> Configuration {
    try Configuration(
        text: text, origin: "test.yaml", folder: folder, catalog: smallCatalog(), environment: environment)
}

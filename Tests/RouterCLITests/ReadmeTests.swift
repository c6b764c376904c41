import Foundation
import RouterConfiguration
import Testing

@testable import RouterCLI

@Suite("README")
struct ReadmeTests {
    private static let text = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (try? String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)) ?? ""
    }()

    @Test(
        "each configuration key is in the README with type, default and meaning",
        arguments: ConfigurationReference.entries)
    func configurationKeys(entry: ConfigurationReference.Entry) {
        #expect(
            Self.text.contains("| `\(entry.path)` | \(entry.type) | \(entry.defaultValue) | \(entry.meaning) |"))
    }

    @Test(
        "each route is in the README",
        arguments: [
            "/chat/completions", "/responses", "/messages", "/messages/count_tokens", "/completions", "/embeddings",
            "/models", "/models/{id}", "/models/{id}/endpoints", "/route", "/decisions/{id}", "/generation?id=",
            "/feedback", "/generation/feedback", "/healthz", "/readyz", "/metrics",
        ])
    func routes(path: String) { #expect(Self.text.contains(path + "`")) }
}

import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore
import RouterServer
import Testing

@testable import RouterCLI

@Suite("Keys file")
struct KeysFileTests {
    private func entries(_ text: String) throws -> [ClientKeys.Entry] {
        try KeysFile.entries(of: text, path: "keys.txt")
    }

    @Test("keys are plain or hashed, each with what follows it; comments and empty lines are left out")
    func accepted() throws {
        let hashed = KeyDigest(of: "second").hex
        let found = try entries(
            "\u{FEFF}# keys\n\n  first  \r\nsha256:\(hashed) name=ci models=openai/*,lab/small usd_per_day=2.5 # for builds\n"
                + "third\tusd_per_month=100 name=team-a\n\n#last")
        let digests = ["first", "second", "third"].map { KeyDigest(of: $0[...]) }
        #expect(found.map(\.digest) == digests)
        #expect(found.map(\.key.name) == [String(digests[0].hex.prefix(8)), "ci", "team-a"])
        #expect(found[1].key.permitted?.map(\.description) == ["openai/*", "lab/small"])
        #expect(found[1].key.usdPerDay == 2.5 && found[1].key.usdPerMonth == nil)
        #expect(found[2].key.usdPerMonth == 100 && found[2].key.permitted == nil)
        #expect(try entries("SHA256:" + hashed.uppercased()).map(\.digest) == [digests[1]])
    }

    @Test(
        "what cannot be read is an error with file and line and never with a key",
        arguments: [
            ("", nil, "holds no key"), ("# none\n\n", nil, "holds no key"),
            ("hunter2 hunter2", 1, "name=, models="), ("\nhunter2 nam=hunter2", 2, "name=, models="),
            ("sha256:hunter2", 1, "64 hexadecimal"), ("sha256: hunter2", 1, "64 hexadecimal"),
            ("x\nhunter2 name=", 2, "'name'"), ("hunter2 name=a/b", 1, "'name'"),
            ("hunter2 name=a name=b", 1, "'name' is there twice"), ("hunter2 models=", 1, "'models'"),
            ("hunter2 models=a,,b", 1, "'models'"), ("hunter2 usd_per_day=-1", 1, "'usd_per_day'"),
            ("hunter2 usd_per_day=nan", 1, "'usd_per_day'"), ("hunter2 usd_per_month=1e3", 1, "'usd_per_month'"),
            ("hunter2 usd_per_month=", 1, "'usd_per_month'"), ("hunter2\nx\nhunter2", 3, "line 1"),
            ("hunter2 name=a\nx name=a", 2, "line 1"),
            ("hunter2\nsha256:f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7", 2, "line 1"),
        ] as [(String, Int?, String)])
    func refused(text: String, line: Int?, words: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try entries(text) }
        #expect(error.origin == "keys.txt" && error.line == line)
        #expect(error.reason.contains(words), "\(error.reason)")
        #expect(!error.description.contains("hunter2"))
    }

    @Test("a file that cannot be read is an error with its name")
    func unreadable() {
        let error = #expect(throws: ConfigurationError.self) { try KeysFile.read("/nowhere/keys.txt") }
        #expect(error?.code == .unreadable && error?.origin == "/nowhere/keys.txt")
    }

    @Test("a file's keys let their clients in, with what they allow")
    func read() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "KeysFileTests-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("plain name=a usd_per_day=1\n".utf8).write(to: file)
        let keys = try KeysFile.read(file.path)
        #expect(keys.key(for: "Bearer plain", apiKeyHeader: nil) == .known(ClientKey(name: "a", usdPerDay: 1)))
        #expect(keys.key(for: "Bearer plain2", apiKeyHeader: nil) == .unknown)
    }

    @Test("a new key is 32 random bytes, and the line for it is read back")
    func newKey() throws {
        var generator = SplitMix64(seed: 7)
        let keys = (0..<3).map { _ in NewKeyCommand.key(from: &generator) }
        #expect(Set(keys).count == 3)
        for key in keys { #expect(key.wholeMatch(of: /sk-ar-[A-Za-z0-9_\-]{43}/) != nil) }
        let settings = try KeySettings.parse([
            "--name", "ci", "--models", "openai/*", "lab/*", "--usd-per-day", "5", "--usd-per-month", "50.25",
        ])
        let line = try settings.line(for: keys[0][...])
        #expect(
            line
                == "sha256:\(KeyDigest(of: keys[0][...]).hex) name=ci models=openai/*,lab/* usd_per_day=5 usd_per_month=50.25"
        )
        let found = ClientKeys(try entries(line)).key(for: "Bearer \(keys[0])", apiKeyHeader: nil)
        let patterns = [try CandidatePattern("openai/*"), try CandidatePattern("lab/*")]
        #expect(found == .known(ClientKey(name: "ci", permitted: patterns, usdPerDay: 5, usdPerMonth: 50.25)))
    }

    @Test(
        "what the server would not read is refused when the key is made",
        arguments: [
            ["--name", "a b"], ["--name", "a/b"], ["--name", ""], ["--models", ""], ["--models", "a b"],
            ["--usd-per-day", "-1"], ["--usd-per-day=ten"], ["--name", "a usd_per_day=1"], ["--name", "x\ny"],
        ])
    func refusedSettings(arguments: [String]) {
        #expect(throws: (any Error).self) { try KeySettings.parse(arguments) }
    }
}

import ArgumentParser
import Foundation
import RouterConfiguration
import RouterServer

/// `autorouter keys`.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make keys for clients, and their lines for server.keys_file.",
        subcommands: [NewKeyCommand.self, HashKeyCommand.self])
}

/// `autorouter keys new`.
struct NewKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a key: prints the key, which is kept nowhere, and below it the line for server.keys_file.")

    @OptionGroup var settings: KeySettings

    func run() throws {
        var generator = SystemRandomNumberGenerator()
        let key = Self.key(from: &generator)
        let line = try settings.line(for: key[...])
        Console.print(key + "\n" + line)
        Console.note("the first line is for the client and is not shown again; the second is for server.keys_file")
    }

    /// A key of 32 random bytes.
    static func key(from generator: inout some RandomNumberGenerator) -> String {
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return "sk-ar-"
            + Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
                "=", with: "")
    }
}

/// `autorouter keys hash`.
struct HashKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash", abstract: "Read a key from standard input and print its line for server.keys_file.")

    @OptionGroup var settings: KeySettings

    func run() throws {
        let key = (readLine() ?? "").trimmingCharacters(in: .whitespaces)
        guard !key.isEmpty, !key.contains(where: \.isWhitespace) else {
            Console.note("autorouter: standard input holds no key; one line without blanks is expected")
            throw ExitStatus.badData
        }
        Console.print(try settings.line(for: key[...]))
    }
}

/// What a key is called and allows.
struct KeySettings: ParsableArguments {
    @Option(help: "What logs and budgets call the key; without it, the first digits of its hash.")
    var name: String?

    @Option(parsing: .upToNextOption, help: "Only these models, with * for any characters.")
    var models: [String] = []

    @Option(help: "USD that may be spent with the key per day.")
    var usdPerDay: String?

    @Option(help: "USD that may be spent with the key per month.")
    var usdPerMonth: String?

    func validate() throws { _ = try line(for: "any") }

    /// The line of a key, with its digest in place of the key.
    func line(for key: Substring) throws -> String {
        var settings: [String] = []
        if let name { settings.append("name=\(name)") }
        if !models.isEmpty { settings.append("models=\(models.joined(separator: ","))") }
        if let usdPerDay { settings.append("usd_per_day=\(usdPerDay)") }
        if let usdPerMonth { settings.append("usd_per_month=\(usdPerMonth)") }
        guard !settings.contains(where: { $0.contains(where: \.isWhitespace) }) else {
            throw ValidationError("A name, model or amount holds a blank; none is accepted")
        }
        let line = KeysFile.line(digest: KeyDigest(of: key), settings: settings)
        // What the server would refuse to read is not written either.
        do { _ = try KeysFile.entries(of: line, path: "") } catch { throw ValidationError(error.reason) }
        return line
    }
}

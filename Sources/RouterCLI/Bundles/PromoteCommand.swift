import ArgumentParser
import Foundation
import RouterModel

/// `autorouter promote`.
struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Make a version of a bundle the champion, or a folder with a bundle, which becomes a version.",
        discussion: "A running server follows within about a second and drops no request. 'rollback' undoes it.")

    @Argument(help: "The version, as 'bundles' lists it, or the folder of a bundle.")
    var name: String

    @Option(help: "Why, for the history.")
    var reason: String?

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let setup = try Setup(shared)
            let before = try? setup.store.champion()
            let change = ChampionChange(
                before: before?.version, after: try promote(in: setup.store), inUse: try setup.bundlePlace())
            change.show(format, isQuiet: shared.quiet)
        }
    }

    private func promote(in store: BundleStore) throws -> StoredBundle {
        let folder = URL(fileURLWithPath: name)
        let isFolder = FileManager.default.fileExists(
            atPath: folder.appendingPathComponent(ModelBundle.manifestName).path)
        guard BundleVersion(name).map({ version in store.list().contains { $0.version == version } }) != true, isFolder
        else { return try store.promote(name, reason: reason) }
        let last = folder.lastPathComponent
        let added = try store.add(BundleVersion(last)?.name ?? last, reason: "a copy of \(folder.path)") {
            try FileManager.default.copyItem(at: folder.resolvingSymlinksInPath(), to: $0)
        }
        return try store.promote(added.version.description, reason: reason)
    }
}

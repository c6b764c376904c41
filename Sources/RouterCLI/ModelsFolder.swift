import Foundation
import RouterConfiguration

/// Finds the folder `Models`, which holds the catalog and the shipped bundle.
enum ModelsFolder {
    /// The folder: named by the environment variable `AUTOROUTER_MODELS`, or in the working directory, or beside the
    /// program or above it.
    static func locate(_ environment: [String: String]) -> URL? {
        if let path = environment["AUTOROUTER_MODELS"] { return URL(fileURLWithPath: path) }
        var folders = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath)]
        var folder = executable.deletingLastPathComponent()
        while folder.path != "/" {
            folders += [folder, folder.appendingPathComponent("share/autorouter")]
            folder.deleteLastPathComponent()
        }
        return folders.map { $0.appendingPathComponent("Models") }.first {
            FileManager.default.fileExists(atPath: $0.appendingPathComponent("catalog.json").path)
        }
    }

    private static var executable: URL {
        (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])).resolvingSymlinksInPath()
    }
}

import Foundation
import RouterModel
import RouterWire

/// What `promote` and `rollback` have done.
struct ChampionChange {
    /// The champion until then; `nil` = none, or one that cannot be read.
    let before: BundleVersion?
    /// The champion from then on; `nil` = none.
    let after: StoredBundle?
    /// The bundle that is used from now on, which need not be the champion.
    let inUse: BundlePlace

    /// Prints it, with a warning if the champion is not what is used.
    func show(_ format: TextOrJSON, isQuiet: Bool) {
        switch format {
        case .text: Console.print(text)
        case .json: Console.write(json + [0x0A])
        }
        if !isQuiet, inUse.origin == .flag || inUse.origin == .environment {
            Console.note("note: here another bundle is used, \(inUse.reason)")
        }
    }

    /// For people.
    var text: String {
        let earlier = before.map { ", before it \($0)" } ?? ""
        guard let after else { return "no version is promoted now\(earlier); in use: \(inUse.reason)" }
        return "\(after.version) is the champion now\(before == after.version ? ", as before" : earlier)"
    }

    /// As one object.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("champion", string: after?.version.description)
            json.key("id", string: after?.id)
            json.key("before", string: before?.description)
            json.key("in_use")
            json.object { json in
                json.key("origin", string: inUse.origin.rawValue)
                json.key("folder", string: inUse.folder.path)
            }
        }
        return json.bytes
    }
}

import Foundation
import RouterModel
import RouterWire

/// What `bundles` shows: all versions of a store, and which bundle is used.
struct BundleList {
    let folder: String
    let versions: [StoredBundle]
    /// Where the bundle is that is used, or why none can be found.
    let inUse: Result<BundlePlace, ModelError>

    /// Figures of a bundle that a line of the table has room for.
    private static let shownMetrics = 3

    /// Reads the store of a setup.
    init(_ setup: Setup) {
        let store = setup.store
        folder = store.folder.path
        versions = store.list()
        do throws(ModelError) { inUse = .success(try setup.bundlePlace()) } catch { inUse = .failure(error) }
    }

    /// For people.
    var text: String {
        let use =
            switch inUse {
            case .success(let place): "in use: \(place.folder.relativePath) (\(place.reason))"
            case .failure(let error): "in use: the configured bundle, for \(error)"
            }
        guard !versions.isEmpty else { return "no versions in \(folder)\n\(use)" }
        let rows = versions.map { version in
            [
                version.version.description, version.id ?? "unreadable", version.addedAt?.formatted(.iso8601) ?? "–",
                version.state.rawValue.replacing("_", with: " "), version.trainingRows.map(String.init) ?? "–",
                metrics(of: version), version.latest?.reason ?? "",
            ]
        }
        let table = TextTable(
            header: ["version", "bundle", "made", "state", "rows", "figures", "reason"], rows: rows, rightAligned: [4])
        return table.text + "\n\n" + use
    }

    /// Figures that spoke for the latest verdict, else those of the card.
    private func metrics(of version: StoredBundle) -> String {
        let verdict = (version.latest?.metrics ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let card = (version.manifest?.metrics ?? []).map { ($0.name, $0.value) }
        let all = verdict.isEmpty ? card : verdict
        return all.prefix(Self.shownMetrics).map { "\($0) \(Format.decimals($1, 4))" }.joined(separator: ", ")
            + (all.count > Self.shownMetrics ? ", …" : "")
    }

    /// As one object.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("folder", string: folder)
            json.key("champion", string: versions.first { $0.state == .champion }?.version.description)
            json.key("in_use")
            json.object { json in
                switch inUse {
                case .success(let place):
                    json.key("origin", string: place.origin.rawValue)
                    json.key("folder", string: place.folder.path)
                case .failure(let error): json.key("error", string: "\(error)")
                }
            }
            json.key("versions")
            json.array { json in for version in versions { Self.write(version, to: &json) } }
        }
        return json.bytes
    }

    private static func write(_ version: StoredBundle, to json: inout JSONWriter) {
        json.object { json in
            json.key("version", string: version.version.description)
            json.key("id", string: version.id)
            json.key("folder", string: version.folder.path)
            json.key("added_at", string: version.addedAt?.formatted(.iso8601))
            json.key("state", string: version.state.rawValue)
            json.key("reason", string: version.latest?.reason)
            json.key("since", string: version.latest?.time.formatted(.iso8601))
            json.key("training_rows", int: version.trainingRows)
            json.key("models", int: version.manifest?.models.count)
            json.key("outcomes", int: version.manifest?.models.reduce(0) { $0 + $1.outcomes })
            json.key("verdict_metrics")
            json.object { json in
                for (name, value) in (version.latest?.metrics ?? [:]).sorted(by: { $0.key < $1.key }) {
                    json.key(name, double: value)
                }
            }
            json.key("metrics")
            json.array { json in
                for metric in version.manifest?.metrics ?? [] {
                    json.object { json in
                        json.key("name", string: metric.name)
                        json.key("value", double: metric.value)
                        json.key("standard_error", double: metric.standardError)
                    }
                }
            }
        }
    }
}

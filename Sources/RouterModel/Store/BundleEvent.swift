package import Foundation

/// One line of a store's history: what happened to which version, when and why.
package struct BundleEvent: Sendable, Codable, Hashable {
    /// What may happen.
    package enum Kind: String, Sendable, Codable {
        /// A version was written and read back.
        case added
        /// A version became the champion.
        case promoted
        /// A version was not made the champion.
        case refused
        /// The champion was left for the one before it.
        case rolledBack = "rolled_back"
        /// A version that nobody can go back to was deleted.
        case removed
    }

    /// When.
    package let time: Date
    /// What happened.
    package let event: Kind
    /// The version; of `promoted` and `rolled_back` the champion from then on, `nil` = none: the configured bundle.
    package let bundle: BundleVersion?
    /// Name and checksum of that bundle, as decisions in the log name it.
    package let id: String?
    /// The champion until then; `nil` = none, or the event changes no champion.
    package let from: BundleVersion?
    /// Why, as people or a promotion gate say it.
    package let reason: String?
    /// Figures that speak for the reason, by name.
    package let metrics: [String: Double]?
}

extension BundleVersion: Codable {
    /// Reads the text of a version's name.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let version = BundleVersion(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "is no version")
        }
        self = version
    }

    /// Writes the version's name as a text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A store's history on disk: a JSON object a line, the oldest first, only ever appended to.
struct BundleHistory {
    let file: URL

    /// All events that can be read; lines that a crash has cut off are left out.
    var events: [BundleEvent] {
        guard let data = try? Data(contentsOf: file) else { return [] }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return data.split(separator: 0x0A).compactMap { try? decoder.decode(BundleEvent.self, from: $0) }
    }

    /// Writes an event down.
    ///
    /// - Throws: ``ModelError`` with `.unwritable`.
    func append(_ event: BundleEvent) throws(ModelError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let line: Data
        do { line = try encoder.encode(event) } catch {
            throw ModelError(.unwritable, "\(file.relativePath): an event cannot be written (\(error))")
        }
        try DurableFile.append(line, to: file)
    }
}

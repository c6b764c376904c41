extension Safetensors {
    /// The type of an array, as the header names it.
    enum ElementType: Codable {
        case number(Storage)
        case byte(ByteTensor.Storage)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let byte = ByteTensor.Storage(rawValue: try container.decode(String.self)) {
                self = .byte(byte)
            } else {
                self = .number(try container.decode(Storage.self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .number(let storage): try storage.encode(to: encoder)
            case .byte(let storage): try storage.encode(to: encoder)
            }
        }

        var byteCount: Int {
            switch self {
            case .number(let storage): storage.byteCount
            case .byte: 1
            }
        }
    }

    /// The header: arrays by name, and texts that describe the file.
    struct Header: Codable {
        static let metadataKey = "__metadata__"

        var entries: [String: Entry] = [:]
        var metadata: [String: String] = [:]

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init() {}

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in container.allKeys {
                if key.stringValue == Self.metadataKey {
                    metadata = try container.decode([String: String].self, forKey: key)
                } else {
                    entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
                }
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            for (name, entry) in entries { try container.encode(entry, forKey: Key(stringValue: name)) }
            if !metadata.isEmpty { try container.encode(metadata, forKey: Key(stringValue: Self.metadataKey)) }
        }
    }

    struct Entry: Codable {
        let dtype: ElementType
        let shape: [Int]
        let data_offsets: [Int]  // the key is the format's

        /// Numbers that the shape holds; `nil` if a dimension is negative or their product is beyond all files.
        var elementCount: Int? {
            var count = 1
            for size in shape {
                let (product, overflow) = count.multipliedReportingOverflow(by: size)
                guard size >= 0, !overflow else { return nil }
                count = product
            }
            return count
        }
    }
}

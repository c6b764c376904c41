package import Foundation

/// Named arrays of numbers in one file, in the safetensors format, which every language reads.
///
/// Eight bytes of header length (little-endian), a JSON header of name → type, shape and place, then the numbers. Known
/// here are `F32` and `F16`, both `Float` in memory, and `I8` and `U8`, which stay the bytes they are.
///
/// - SeeAlso: the format's description in the huggingface/safetensors repository.
package struct Safetensors: Sendable {
    /// How numbers are stored.
    package enum Storage: String, Sendable, Codable {
        case float32 = "F32"
        case float16 = "F16"

        var byteCount: Int { self == .float32 ? 4 : 2 }
    }

    /// One array.
    package struct Tensor: Sendable, Hashable {
        /// How its numbers are stored.
        package let storage: Storage
        /// Its shape, outermost first.
        package let shape: [Int]
        /// Its numbers, row-major.
        package let values: [Float]

        /// Keeps the parts.
        ///
        /// - Precondition: the shape holds as many numbers as there are.
        package init(_ values: [Float], shape: [Int], storage: Storage = .float32) {
            precondition(shape.reduce(1, *) == values.count, "\(values.count) numbers do not fill the shape \(shape)")
            self.values = values
            self.shape = shape
            self.storage = storage
        }
    }

    /// One array of single bytes.
    package struct ByteTensor: Sendable, Hashable {
        /// What its bytes are.
        package enum Storage: String, Sendable, Codable {
            case int8 = "I8"
            case uint8 = "U8"
        }

        /// What its bytes are.
        package let storage: Storage
        /// Its shape, outermost first.
        package let shape: [Int]
        /// Its bytes, row-major; a part of the file that was read, not a copy.
        package let bytes: Data

        /// Keeps the parts.
        ///
        /// - Precondition: the shape holds as many numbers as there are.
        package init(_ bytes: Data, shape: [Int], storage: Storage) {
            precondition(shape.reduce(1, *) == bytes.count, "\(bytes.count) bytes do not fill the shape \(shape)")
            self.bytes = bytes
            self.shape = shape
            self.storage = storage
        }
    }

    /// The arrays of numbers by name.
    package private(set) var tensors: [String: Tensor]
    /// The arrays of bytes by name; no name is in both.
    package private(set) var byteTensors: [String: ByteTensor]
    /// Texts that describe the file, by name.
    package private(set) var metadata: [String: String]

    /// Keeps the arrays.
    ///
    /// - Precondition: no name is in both.
    package init(
        _ tensors: [String: Tensor], bytes: [String: ByteTensor] = [:], metadata: [String: String] = [:]
    ) {
        precondition(
            Set(tensors.keys).isDisjoint(with: bytes.keys),
            "a name stands for numbers and for bytes: \(Set(tensors.keys).intersection(bytes.keys))")
        (self.tensors, byteTensors, self.metadata) = (tensors, bytes, metadata)
    }

    /// The file's bytes; the same arrays give the same bytes.
    package func encoded() throws -> Data {
        var body = Data()
        var header = Header()
        header.metadata = metadata
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let start = body.count
            switch tensor.storage {
            case .float32:
                for value in tensor.values {
                    withUnsafeBytes(of: value.bitPattern.littleEndian) { body.append(contentsOf: $0) }
                }
            case .float16:
                for value in tensor.values {
                    withUnsafeBytes(of: HalfFloat.bits(of: value).littleEndian) { body.append(contentsOf: $0) }
                }
            }
            header.entries[name] = Entry(
                dtype: .number(tensor.storage), shape: tensor.shape, data_offsets: [start, body.count])
        }
        // Bytes come last: they need no alignment, and would spoil that of numbers behind them.
        for (name, tensor) in byteTensors.sorted(by: { $0.key < $1.key }) {
            header.entries[name] = Entry(
                dtype: .byte(tensor.storage), shape: tensor.shape,
                data_offsets: [body.count, body.count + tensor.bytes.count])
            body.append(tensor.bytes)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var text = try encoder.encode(header)
        // The numbers begin at a multiple of eight bytes, as the format asks.
        while text.count % 8 != 0 { text.append(0x20) }
        var file = Data()
        withUnsafeBytes(of: UInt64(text.count).littleEndian) { file.append(contentsOf: $0) }
        return file + text + body
    }

    /// Reads a file's bytes.
    ///
    /// - Parameters:
    ///   - file: the bytes.
    ///   - path: the file's name, for the error text.
    /// - Throws: ``ModelError`` with `.corrupt` if the bytes do not follow the format.
    package init(_ file: Data, path: String) throws(ModelError) {
        func corrupt(_ reason: String) -> ModelError { ModelError(.corrupt, "\(path): \(reason)") }
        guard file.count >= 8 else { throw corrupt("\(file.count) bytes are no safetensors file") }
        let headerCount = file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard headerCount <= UInt64(file.count - 8) else { throw corrupt("the header reaches beyond the file") }
        let bodyStart = 8 + Int(headerCount)
        let header: Header
        do {
            header = try JSONDecoder().decode(Header.self, from: file.prefix(bodyStart).dropFirst(8))
        } catch {
            throw corrupt("the header is not readable")
        }
        var tensors: [String: Tensor] = [:]
        var byteTensors: [String: ByteTensor] = [:]
        let body = file.dropFirst(bodyStart)
        // Tensors lie one behind the other, without gaps and without sharing bytes; empty ones come first at their place.
        let ordered = header.entries.sorted { $0.value.data_offsets.lexicographicallyPrecedes($1.value.data_offsets) }
        var end = 0
        for (name, entry) in ordered {
            guard entry.data_offsets.count == 2, entry.data_offsets[0] == end, end <= entry.data_offsets[1],
                entry.data_offsets[1] <= body.count,
                let count = entry.elementCount,
                (entry.data_offsets[1] - end).quotientAndRemainder(dividingBy: entry.dtype.byteCount) == (count, 0)
            else { throw corrupt("the place of tensor '\(name)' is wrong") }
            let bytes = body.dropFirst(end).prefix(entry.data_offsets[1] - end)
            switch entry.dtype {
            case .number(let storage):
                tensors[name] = Tensor(
                    Self.values(bytes, count: count, storage: storage), shape: entry.shape, storage: storage)
            case .byte(let storage):
                byteTensors[name] = ByteTensor(bytes, shape: entry.shape, storage: storage)
            }
            end = entry.data_offsets[1]
        }
        guard end == body.count else { throw corrupt("\(body.count - end) bytes belong to no tensor") }
        (self.tensors, self.byteTensors, metadata) = (tensors, byteTensors, header.metadata)
    }

    private static func values(_ bytes: Data, count: Int, storage: Storage) -> [Float] {
        bytes.withUnsafeBytes { raw in
            switch storage {
            case .float32:
                (0..<count).map { index in
                    let bits = raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
                    return Float(bitPattern: UInt32(littleEndian: bits))
                }
            case .float16:
                (0..<count).map { index in
                    let bits = raw.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
                    return HalfFloat.value(of: UInt16(littleEndian: bits))
                }
            }
        }
    }
}

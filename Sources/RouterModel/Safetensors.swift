package import Foundation

/// Named arrays of numbers in one file, in the safetensors format, which every language reads.
///
/// Eight bytes of header length (little-endian), a JSON header of name → type, shape and place, then the numbers. Known
/// here are `F32` and `F16`; both are `Float` in memory.
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

    private struct Entry: Codable {
        let dtype: Storage
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

    /// The arrays by name.
    package private(set) var tensors: [String: Tensor]

    /// Keeps the arrays.
    package init(_ tensors: [String: Tensor]) { self.tensors = tensors }

    /// The file's bytes; the same arrays give the same bytes.
    package func encoded() throws -> Data {
        var body = Data()
        var header: [String: Entry] = [:]
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
            header[name] = Entry(dtype: tensor.storage, shape: tensor.shape, data_offsets: [start, body.count])
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
        let bytes = [UInt8](file)
        guard bytes.count >= 8 else { throw corrupt("\(bytes.count) bytes are no safetensors file") }
        let headerCount = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard headerCount <= UInt64(bytes.count - 8) else { throw corrupt("the header reaches beyond the file") }
        let bodyStart = 8 + Int(headerCount)
        let header: [String: Entry]
        do {
            header = try JSONDecoder().decode([String: Entry].self, from: file.prefix(bodyStart).dropFirst(8))
        } catch {
            throw corrupt("the header is not readable")
        }
        var tensors: [String: Tensor] = [:]
        // Tensors lie one behind the other, without gaps and without sharing bytes; empty ones come first at their place.
        let ordered = header.sorted { $0.value.data_offsets.lexicographicallyPrecedes($1.value.data_offsets) }
        var end = 0
        for (name, entry) in ordered {
            guard entry.data_offsets.count == 2, entry.data_offsets[0] == end, end <= entry.data_offsets[1],
                entry.data_offsets[1] <= bytes.count - bodyStart,
                let count = entry.elementCount,
                (entry.data_offsets[1] - end).quotientAndRemainder(dividingBy: entry.dtype.byteCount) == (count, 0)
            else { throw corrupt("the place of tensor '\(name)' is wrong") }
            tensors[name] = Tensor(
                Self.values(bytes, at: bodyStart + end, count: count, storage: entry.dtype), shape: entry.shape,
                storage: entry.dtype)
            end = entry.data_offsets[1]
        }
        guard end == bytes.count - bodyStart else {
            throw corrupt("\(bytes.count - bodyStart - end) bytes belong to no tensor")
        }
        self.tensors = tensors
    }

    private static func values(_ bytes: [UInt8], at start: Int, count: Int, storage: Storage) -> [Float] {
        bytes.withUnsafeBytes { raw in
            switch storage {
            case .float32:
                (0..<count).map { index in
                    let bits = raw.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self)
                    return Float(bitPattern: UInt32(littleEndian: bits))
                }
            case .float16:
                (0..<count).map { index in
                    let bits = raw.loadUnaligned(fromByteOffset: start + 2 * index, as: UInt16.self)
                    return HalfFloat.value(of: UInt16(littleEndian: bits))
                }
            }
        }
    }
}

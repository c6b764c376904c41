import Foundation
import RouterCore
import Testing

@testable import RouterOutcomeLog

@Suite("Feature codecs")
struct SparseVectorCodecTests {
    /// A vector whose buckets and values are spread as the arguments say.
    private func vector(
        count: Int, below bound: UInt64, distinct: UInt64, _ random: inout SplitMix64
    ) -> SparseVector {
        var indices: Set<UInt32> = []
        while indices.count < count { indices.insert(UInt32(random.next() % bound)) }
        let values = (0..<count).map { _ in
            let bits = random.next()
            return distinct == 0 ? Float(bitPattern: UInt32(truncatingIfNeeded: bits)) : Float(bits % distinct)
        }
        return SparseVector(indices: indices.sorted(), values: values)
    }

    private func encode(_ vector: SparseVector) -> [UInt8] {
        var bytes = ByteBuffer(capacity: 0)
        SparseVectorCodec.append(vector, to: &bytes)
        return Array(bytes.bytes)
    }

    private func isSame(_ left: SparseVector?, _ right: SparseVector) -> Bool {
        left?.indices == right.indices && left?.values.map(\.bitPattern) == right.values.map(\.bitPattern)
    }

    @Test(
        "every vector comes back bit by bit",
        arguments: [
            (0, 1), (1, 1), (1, 1 << 32), (2, 2), (7, 1 << 32), (64, 64), (600, 1 << 17), (600, 601), (5000, 1 << 17),
            (5000, 1 << 32),
        ] as [(Int, UInt64)], [0, 1, 2, 9, 300] as [UInt64])
    func roundTrip(shape: (count: Int, bound: UInt64), distinct: UInt64) {
        let seed: UInt64 = 20_251_122
        var random = SplitMix64(seed: seed)
        for round in 0..<4 {
            let vector = vector(count: shape.count, below: shape.bound, distinct: distinct, &random)
            let bytes = encode(vector)
            #expect(isSame(SparseVectorCodec.decode(bytes), vector), "seed \(seed), round \(round)")
            #expect(encode(vector) == bytes)
        }
    }

    @Test("the ends of the range, one lonely gap and unusual values come back")
    func edges() {
        for vector in [
            SparseVector.empty, SparseVector(indices: [.max], values: [.nan]),
            SparseVector(indices: [0, .max], values: [-0.0, 0]),
            SparseVector(indices: Array(0..<2000) + [.max], values: Array(repeating: 1, count: 2001)),
            SparseVector(
                indices: Array(0..<6), values: [.infinity, -.infinity, .leastNonzeroMagnitude, .signalingNaN, 1, 1]),
        ] {
            #expect(isSame(SparseVectorCodec.decode(encode(vector)), vector))
        }
    }

    @Test("the bytes of a small vector are those that the schema describes")
    func frozenBytes() {
        let vector = SparseVector(indices: [3, 700, 131_071], values: [1, 1, 1.5])
        let bytes: [UInt8] = [
            1, 3, 15, 0, 2, 0, 0, 0x80, 0x3F, 0, 0, 0xC0, 0x3F,  // Rice(15) takes 51 bits, Rice(14) and (16) 52
            0x06, 0x00, 0xE0, 0x0A, 0x9C, 0x50, 0x3F,  // gaps 3, 696, 130370 and numbers 0, 0, 1; worked out in Python
        ]
        #expect(encode(vector) == bytes)
        #expect(isSame(SparseVectorCodec.decode(bytes), vector))
    }

    @Test("600 hashed n-grams of a prompt take at most 1.4 bytes each")
    func size() {
        var random = SplitMix64(seed: 1)
        let indices = vector(count: 600, below: 1 << 17, distinct: 1, &random).indices
        let values = indices.map { _ in Float(1 + log(Double(1 + random.next().leadingZeroBitCount / 3))) }
        let bytes = encode(SparseVector(indices: indices, values: values))
        #expect(bytes.count <= 840)
    }

    @Test("damaged bytes are refused or give some vector, and never end the program")
    func damagedBytes() {
        let seed: UInt64 = 77
        var random = SplitMix64(seed: seed)
        let good = encode(vector(count: 50, below: 1 << 17, distinct: 9, &random))
        for length in 0..<good.count - 1 { #expect(SparseVectorCodec.decode(Array(good.prefix(length))) == nil) }
        for _ in 0..<2000 {
            var bytes = good
            for _ in 0...Int(random.next() % 3) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            if let decoded = SparseVectorCodec.decode(bytes) {
                #expect(zip(decoded.indices, decoded.indices.dropFirst()).allSatisfy(<), "seed \(seed)")
            }
        }
    }

    @Test("numbers in the Rice code come back, whatever the parameter", arguments: 0...20)
    func riceCode(parameter: Int) {
        var random = SplitMix64(seed: UInt64(parameter))
        let numbers = (0..<200).map { _ in UInt32(random.next() % (40 << UInt64(parameter))) }
        var bytes = ByteBuffer(capacity: 0)
        var writer = BitWriter()
        for number in numbers { writer.appendRice(number, parameter: UInt32(parameter), to: &bytes) }
        writer.finish(&bytes)
        var reader = BitReader(bytes.bytes)
        #expect(numbers.map { _ in reader.readRice(parameter: parameter) } == numbers.map(Optional.some))
    }

    @Test("float blocks come back bit by bit, little-endian")
    func floatBlocks() {
        var random = SplitMix64(seed: 2)
        for count in [0, 1, 28, 256] {
            let values = (0..<count).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
            #expect(FloatBlock.decode(floatBytes(values))?.map(\.bitPattern) == values.map(\.bitPattern))
        }
        #expect(floatBytes([1, -2]) == [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
        #expect(FloatBlock.decode([0, 0, 0]) == nil)
    }

    private func floatBytes(_ values: [Float]) -> [UInt8] {
        var bytes = ByteBuffer(capacity: 0)
        FloatBlock.append(values, to: &bytes)
        return Array(bytes.bytes)
    }
}

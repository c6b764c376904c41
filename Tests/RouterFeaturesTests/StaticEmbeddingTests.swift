import Testing

@testable import RouterFeatures

@Suite("Static embedding")
struct StaticEmbeddingTests {
    /// Rows (1, 2), (−3, 4), (−128, 127) with the scales 1, 2, 16 for `a`, `b`, `c`.
    private func small() throws -> StaticEmbedding {
        try StaticEmbedding(
            vocabulary: Array("[UNK]\na\nb\nc".utf8), values: [9, 9, 1, 2, -3, 4, -128, 127], scales: [1, 1, 2, 16],
            dimension: 2)
    }

    @Test("adds scaled rows and gives the sum the length 1")
    func sums() throws {
        let vector = try small().vector(of: "a B a".utf8)
        // 2 · (1, 2) + 2 · (−3, 4) = (−4, 12)
        let length = Float(160).squareRoot()
        #expect(abs(vector[0] + 4 / length) < 1e-6 && abs(vector[1] - 12 / length) < 1e-6)
    }

    @Test("counts known tokens and weighs pieces")
    func pieces() throws {
        var sum: [Float] = [10, 0]
        #expect(try small().accumulate("a zzz b".utf8, weight: 0.5, into: &sum) == 2)
        #expect(sum == [7.5, 5])
    }

    @Test("has no vector for a text without known tokens", arguments: ["", "  ", "zzz", "?"])
    func nothingKnown(text: String) throws {
        #expect(try small().vector(of: text.utf8) == [0, 0])
    }

    @Test("adds the largest rows without overflow", arguments: [1, 3, 4, 15, 16, 17, 64, 1000])
    func largestRows(count: Int) throws {
        var sum: [Float] = [0, 0]
        let text = String(repeating: "c ", count: count)
        #expect(try small().accumulate(text.utf8, weight: 1, into: &sum) == count)
        #expect(sum == [Float(-128 * 16 * count), Float(127 * 16 * count)])
    }

    @Test("reads bytes that do not lie together")
    func lazyBytes() throws {
        let reversed = Array("b a".utf8).reversed()
        #expect(try small().vector(of: reversed) == small().vector(of: "a b".utf8))
    }

    @Test("refuses parts that do not fit")
    func badParts() {
        func refusal(_ values: Int, _ scales: [Float], _ dimension: Int) -> String? {
            do {
                _ = try StaticEmbedding(
                    vocabulary: Array("[UNK]\na".utf8), values: Array(repeating: 1, count: values), scales: scales,
                    dimension: dimension)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(refusal(4, [0, 1], 2) == nil)
        #expect(refusal(5, [0, 1], 2)?.contains("5 values of dimension 2") == true)
        #expect(refusal(4, [1], 2)?.contains("1 scales") == true)
        #expect(refusal(0, [0, 1], 0)?.contains("dimension 0") == true)
        for bad: Float in [17, -1, 0.5, .nan, .infinity] {
            #expect(refusal(4, [0, bad], 2)?.hasPrefix("the scale of entry 1 is \(bad)") == true)
        }
    }
}

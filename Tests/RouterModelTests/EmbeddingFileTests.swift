import Foundation
import RouterFeatures
import Testing

@testable import RouterModel

@Suite("Embedding file")
struct EmbeddingFileTests {
    private static let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Models/default/\(EmbeddingFile.name)")

    @Test("gives the vectors that an independent computation gives")
    func goldenVectors() throws {
        struct Golden: Decodable {
            let text: String
            let vector: [Float]
        }
        let fixture = Bundle.module.bundleURL.appendingPathComponent("Fixtures/embedding-v1.json")
        let golden = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: fixture))
        #expect(golden.count == 12)
        let shipped = try EmbeddingFile(Self.shipped)
        #expect(shipped.metadata["licence"] == "Apache-2.0")
        #expect(shipped.sha256.count == 64)
        for expected in golden {
            let vector = shipped.embedding.vector(of: expected.text.utf8)
            let error = zip(vector, expected.vector).map { abs($0 - $1) }.max() ?? 1
            #expect(vector.count == 256 && error < 1e-6, "\(expected.text.prefix(20))")
        }
    }

    @Test("keeps bytes, numbers and metadata")
    func roundTrip() throws {
        let read = try SmallEmbedding.file()
        #expect(read.metadata == ["licence": "none"])
        var sum: [Float] = [0, 0]
        #expect(read.embedding.accumulate("a b".utf8, weight: 1, into: &sum) == 2)
        #expect(sum == [-5, 10])
    }

    @Test("says that a file is missing")
    func missing() {
        let error = #expect(throws: ModelError.self) {
            try EmbeddingFile(URL(fileURLWithPath: "/nowhere/embedding.safetensors"))
        }
        #expect(error?.code == .unreadable)
    }

    @Test("refuses other tensors by name")
    func otherTensors() {
        func refusal(
            _ change: (inout [String: Safetensors.Tensor], inout [String: Safetensors.ByteTensor]) -> Void
        ) -> String? {
            do {
                _ = try SmallEmbedding.file(change)
                return nil
            } catch let error as ModelError where error.code == .corrupt {
                return error.description
            } catch {
                return nil
            }
        }
        #expect(refusal { tensors, _ in tensors = [:] }?.contains("'embedding.scales'") == true)
        #expect(refusal { _, bytes in bytes["embedding.values"] = nil }?.contains("'embedding.values'") == true)
        #expect(refusal { _, bytes in bytes["embedding.vocabulary"] = nil }?.contains("'embedding.vocabulary'") == true)
        let flat = Safetensors.ByteTensor(Data(count: 6), shape: [6], storage: .int8)
        #expect(refusal { _, bytes in bytes["embedding.values"] = flat }?.contains("2 dimensions") == true)
        let unsigned = Safetensors.ByteTensor(Data(count: 6), shape: [3, 2], storage: .uint8)
        #expect(refusal { _, bytes in bytes["embedding.values"] = unsigned }?.contains("I8") == true)
        let short = Safetensors.ByteTensor(Data("[UNK]\na".utf8), shape: [7], storage: .uint8)
        #expect(refusal { _, bytes in bytes["embedding.vocabulary"] = short }?.contains("2 entries") == true)
    }
}

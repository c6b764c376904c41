import Foundation
import RouterWire
import Testing

@testable import RouterSandbox

@Suite("Simulated embeddings")
struct EmbeddingSimulationTests {
    private func entries(_ members: String) throws -> [JSONValue] {
        let body = Array(#"{"model":"m",\#(members)}"#.utf8)
        return try JSONDocument(EmbeddingSimulation(body: body).bytes(omitsUsage: false)).root["data"]?.elements ?? []
    }

    private func numbers(_ entry: JSONValue) -> [Float] {
        entry["embedding"]?.elements.compactMap { $0.double.map { Float($0) } } ?? []
    }

    @Test("each text has a vector of unit length of its own, the same each time")
    func vectors() throws {
        let both = try entries(#""input":["a","b"],"dimensions":16"#)
        #expect(both.compactMap { $0["index"]?.int } == [0, 1])
        for entry in both {
            let length = numbers(entry).reduce(0) { $0 + $1 * $1 }
            #expect(numbers(entry).count == 16)
            // Each of 16 squares is off by at most a few units in the last place.
            #expect(abs(length - 1) < 16 * 4 * Float.ulpOfOne)
        }
        #expect(numbers(both[0]) != numbers(both[1]))
        #expect(numbers(both[0]) == numbers(try entries(#""input":"a","dimensions":16"#)[0]))
    }

    @Test("base64 holds the same numbers, little-endian")
    func base64() throws {
        let plain = numbers(try entries(#""input":"a""#)[0])
        let text = try #require(try entries(#""input":"a","encoding_format":"base64""#)[0]["embedding"]?.string)
        let data = try #require(Data(base64Encoded: text))
        let read = stride(from: 0, to: data.count, by: 4).map { place in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(data[place + $1]) << (8 * UInt32($1)) })
        }
        #expect(read == plain)
    }

    @Test("tokens are taken as one input, lists of tokens as several")
    func tokens() throws {
        #expect(try entries(#""input":[1,2,3]"#).count == 1)
        #expect(try entries(#""input":[[1,2],[3]]"#).count == 2)
    }

    @Test(
        "a bad key is refused and named",
        arguments: [
            (#""x":1"#, "input"), (#""input":[]"#, "input"), (#""input":"a","dimensions":0"#, "dimensions"),
            (#""input":"a","dimensions":"x""#, "dimensions"),
            (#""input":"a","encoding_format":"x""#, "encoding_format"),
        ])
    func badKeys(members: String, param: String) throws {
        let error = try #require(throws: SandboxError.self) { try entries(members) }
        #expect(error.param == param)
    }
}

import Foundation
import RouterCore
import Testing

@testable import RouterModel

/// One entry of a header, braces of the whole left out.
private func entry(_ name: String, _ type: String, _ shape: String, _ offsets: String) -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
}

@Suite("Safetensors")
struct SafetensorsTests {
    private static let example = Safetensors([
        "b": .init([1, -2.5, 0.125, 65_504], shape: [2, 2], storage: .float16),
        "a": .init([.pi, -0.0, .greatestFiniteMagnitude], shape: [3]), "none": .init([], shape: [0, 7]),
        "quoted \"name\"": .init([7], shape: []),
    ])

    /// A file of a header and a body.
    private static func file(_ header: String, body: Int) -> Data {
        var data = Data(withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) })
        data.append(contentsOf: header.utf8)
        data.append(Data(count: body))
        return data
    }

    private static func code(_ data: Data) -> ModelError.Code? {
        do {
            _ = try Safetensors(data, path: "x")
            return nil
        } catch { return error.code }
    }

    @Test("arrays come back bit by bit, and the same arrays give the same bytes")
    func roundTrip() throws {
        let data = try Self.example.encoded()
        #expect(try Self.example.encoded() == data)
        #expect(data[0] % 8 == 0)
        let read = try Safetensors(data, path: "x")
        #expect(read.tensors == Self.example.tensors)
        #expect(read.tensors["a"]?.values[1].sign == .minus)
        #expect(try read.encoded() == data)
    }

    @Test("a file written by Python's struct module is read")
    func foreignFile() throws {
        struct Expected: Decodable {
            let shape: [Int]
            let values: [Float]
        }
        let url = try #require(Bundle.module.url(forResource: "Fixtures/reference", withExtension: "safetensors"))
        let values = try #require(Bundle.module.url(forResource: "Fixtures/reference", withExtension: "json"))
        let expected = try JSONDecoder().decode([String: Expected].self, from: Data(contentsOf: values))
        let read = try Safetensors(Data(contentsOf: url), path: "x")
        #expect(read.tensors.keys.sorted() == expected.keys.sorted())
        for (name, tensor) in expected {
            #expect(read.tensors[name]?.shape == tensor.shape)
            #expect(read.tensors[name]?.values == tensor.values)
        }
    }

    @Test("a file cut off anywhere is refused")
    func truncated() throws {
        let data = try Self.example.encoded()
        for count in 0..<data.count where Self.code(data.prefix(count)) != .corrupt { Issue.record("\(count) bytes") }
        #expect(Self.code(data + [0]) == .corrupt)
    }

    @Test(
        "places and shapes that cannot be are refused",
        arguments: [
            ("overlapping", entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F32", "[2]", "[4,12]"), 12),
            ("twice the same place", entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F32", "[2]", "[0,8]"), 8),
            ("gap", entry("a", "F32", "[1]", "[0,4]") + "," + entry("b", "F32", "[1]", "[8,12]"), 12),
            ("bytes in front", entry("a", "F32", "[1]", "[4,8]"), 8),
            ("bytes behind", entry("a", "F32", "[1]", "[0,4]"), 8),
            ("negative offset", entry("a", "F32", "[1]", "[-4,0]"), 8),
            ("offsets in reverse", entry("a", "F32", "[1]", "[4,0]"), 4),
            ("beyond the file", entry("a", "F32", "[2]", "[0,8]"), 4),
            ("one offset", entry("a", "F32", "[0]", "[0]"), 0),
            ("no offset", entry("a", "F32", "[0]", "[]"), 0),
            ("three offsets", entry("a", "F32", "[1]", "[0,4,4]"), 4),
            ("shape and place differ", entry("a", "F32", "[2]", "[0,4]"), 4),
            ("half a number", entry("a", "F16", "[1]", "[0,3]"), 3),
            ("negative dimensions", entry("a", "F32", "[-1,-1]", "[0,4]"), 4),
            ("product overflows to zero", entry("a", "F32", "[4294967296,4294967296]", "[0,0]"), 0),
            ("bytes overflow", entry("a", "F32", "[4611686018427387904]", "[0,0]"), 0),
            ("overflow before zero", entry("a", "F32", "[4611686018427387904,4,0]", "[0,0]"), 0),
            ("unknown type", entry("a", "I64", "[1]", "[0,8]"), 8),
            ("offset beyond Int", entry("a", "F32", "[1]", "[0,99999999999999999999]"), 4),
            ("no JSON", "not JSON", 0), ("a list", "[]", 0), ("missing key", #""a":{"dtype":"F32"}"#, 0),
        ])
    func refuses(what: String, header: String, body: Int) {
        #expect(Self.code(Self.file("{\(header)}", body: body)) == .corrupt, "\(what)")
    }

    @Test("a header length beyond the file is refused", arguments: [UInt64(1), 1 << 31, 1 << 63, .max, .max - 7])
    func hugeHeader(count: UInt64) {
        let data = Data(withUnsafeBytes(of: count.littleEndian) { Array($0) })
        #expect(Self.code(data) == .corrupt)
    }

    @Test("a changed byte never stops the program", arguments: UInt64(1)...4)
    func fuzz(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let data = try Self.example.encoded()
        for round in 0..<500 {
            var changed = data
            for _ in 0..<1 + random.next() % 3 {
                changed[Int(random.next() % UInt64(data.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            let code = Self.code(changed)
            #expect(code == nil || code == .corrupt, "seed \(seed), round \(round)")
        }
    }
}

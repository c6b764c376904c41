import RouterWire
import Testing

@testable import RouterSandbox

@Suite("Schema examples")
struct SchemaExampleTests {
    private func example(_ schema: String) throws -> String {
        let document = try JSONDocument(text: schema)
        let bytes = SchemaExample.bytes(for: document.root)
        _ = try JSONDocument(bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "the smallest value of a schema",
        arguments: [
            (#"{"type":"string"}"#, #""simulated""#), (#"{"type":"integer"}"#, "0"), (#"{"type":"number"}"#, "0"),
            (#"{"type":"boolean"}"#, "false"), (#"{"type":"null"}"#, "null"), (#"{"type":"array"}"#, "[]"),
            (#"{"type":"object"}"#, "{}"), (#"{}"#, "null"), (#"{"type":["integer","string"]}"#, "0"),
            (#"{"type":["string","null"]}"#, "null"), (#"{"type":"string","nullable":true}"#, "null"),
            (#"{"const":{"a":[1, 2]}}"#, #"{"a":[1, 2]}"#), (#"{"enum":["b","a"]}"#, #""b""#),
            (#"{"enum":["b",null]}"#, "null"), (#"{"type":"string","enum":["b","a"]}"#, #""b""#),
            (#"{"anyOf":[{"type":"integer"},{"type":"string"}]}"#, "0"),
            (#"{"oneOf":[{"type":"string"},{"type":"null"}]}"#, "null"),
            (#"{"type":"array","items":{"type":"boolean"},"minItems":2}"#, "[false,false]"),
            (#"{"type":"array","minItems":3,"prefixItems":[{"const":1}],"items":{"const":2}}"#, "[1,2,2]"),
            (#"{"type":"array","minItems":1}"#, "[null]"),
        ])
    func scalars(schema: String, expected: String) throws { #expect(try example(schema) == expected) }

    @Test(
        "numbers are the nearest to 0 within their bounds",
        arguments: [
            (#"{"type":"integer","minimum":3}"#, "3"), (#"{"type":"integer","minimum":2.5}"#, "3"),
            (#"{"type":"integer","exclusiveMinimum":3}"#, "4"), (#"{"type":"integer","maximum":-3}"#, "-3"),
            (#"{"type":"integer","exclusiveMaximum":0}"#, "-1"), (#"{"type":"integer","exclusiveMinimum":0}"#, "1"),
            (#"{"type":"integer","minimum":7,"multipleOf":5}"#, "10"), (#"{"type":"number","minimum":0.5}"#, "0.5"),
            (#"{"type":"number","exclusiveMinimum":0,"maximum":1}"#, "0.5"),
            (#"{"type":"number","exclusiveMinimum":0}"#, "1"),
            (#"{"type":"number","exclusiveMaximum":-2}"#, "-3"), (#"{"type":"integer","minimum":-5,"maximum":5}"#, "0"),
            (#"{"type":"integer","maximum":-7,"multipleOf":5}"#, "-10"),
        ])
    func numbers(schema: String, expected: String) throws { #expect(try example(schema) == expected) }

    @Test(
        "texts fit their length and format",
        arguments: [
            (#"{"type":"string","maxLength":3}"#, "sim"), (#"{"type":"string","minLength":12}"#, "simulatedsim"),
            (#"{"type":"string","maxLength":0}"#, ""), (#"{"type":"string","format":"date"}"#, "2026-01-01"),
            (#"{"type":"string","format":"unknown"}"#, "simulated"),
        ])
    func texts(schema: String, expected: String) throws { #expect(try example(schema) == "\"\(expected)\"") }

    @Test("objects hold their required members in order, others not")
    func objects() throws {
        let schema = #"""
            {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"},"c":{"type":"boolean"}},
            "required":["c","a","missing"],"additionalProperties":false}
            """#
        #expect(try example(schema) == #"{"c":false,"a":0,"missing":null}"#)
    }

    @Test("references and compositions are followed")
    func references() throws {
        let schema = #"""
            {"$defs":{"a/b":{"type":"object","properties":{"x":{"const":5}},"required":["x"]}},
            "allOf":[{"$ref":"#/$defs/a~1b"},{"properties":{"y":{"type":"boolean"}},"required":["y"]}]}
            """#
        #expect(try example(schema) == #"{"x":5,"y":false}"#)
        #expect(try example(##"{"$ref":"#/nowhere"}"##) == "null")
    }

    @Test("recursion ends where the schema allows it, and at the depth limit where it does not")
    func recursion() throws {
        let list =
            ##"{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}"##
        #expect(try example(list) == #"{"next":null}"#)
        let endless = ##"{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}"##
        #expect(try example(endless).contains("null"))
        #expect(try example(##"{"$ref":"#"}"##) == "null")
        #expect(try example(##"{"allOf":[{"$ref":"#"},{"$ref":"#"}]}"##) == "null")
    }

    @Test(
        "a small schema cannot ask for an endless value",
        arguments: [
            ##"{"properties":{"a":{"$ref":"#"},"b":{"$ref":"#"},"c":{"$ref":"#"}},"required":["a","b","c"]}"##,
            ##"{"type":"array","minItems":1000000000,"items":{"$ref":"#"}}"##,
            ##"{"type":"array","minItems":1000000000}"##,
        ])
    func growth(schema: String) throws {
        let value = try example(schema)
        #expect(value.utf8.count < 100 * SchemaExample.maxValues)
        #expect(value.contains("null"))
    }
}

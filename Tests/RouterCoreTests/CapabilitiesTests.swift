import RouterCore
import Testing

@Suite("Capabilities")
struct CapabilitiesTests {
    @Test("every name stands for its own bit, and the bits are those of the log's schema")
    func names() {
        #expect(Capabilities.named.map(\.capability.rawValue) == [1, 2, 4, 8, 16, 32, 64])
        for (name, capability) in Capabilities.named {
            #expect(Capabilities(name: name) == capability)
            #expect(capability.names == [name])
        }
    }

    @Test("other words are no capability", arguments: ["", "Tools", "tool", "vision", "json-schema"])
    func unknownNames(name: String) { #expect(Capabilities(name: name) == nil) }

    @Test("a set is described by its names in a fixed order")
    func description() {
        let set: Capabilities = [.reasoning, .tools, .jsonSchema]
        #expect(set.description == "tools,json_schema,reasoning")
        #expect(Capabilities().description == "")
    }
}

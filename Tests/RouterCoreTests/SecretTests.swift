import RouterCore
import Testing

@Suite("Secret")
struct SecretTests {
    private struct Holder {
        let name = "holder"
        let secret = Secret("hunter2-\u{1F511}")
        let optional: Secret? = Secret("hunter2")
        let list = [Secret("hunter2")]
        let byName = ["key": Secret("hunter2")]
    }

    private static func dumped(_ value: Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }

    @Test(
        "no way of printing shows the value",
        arguments: [
            "\(Secret("hunter2"))", "\(Holder())", String(describing: Secret("hunter2")),
            String(reflecting: Secret("hunter2")), String(reflecting: Holder()), dumped(Secret("hunter2")),
            dumped(Holder()),
            "\(Holder().optional as Any)", "\(Holder().list)", "\(Holder().byName)", dumped(Holder().byName),
        ])
    func printing(text: String) {
        #expect(!text.contains("hunter2"))
        #expect(text.contains("<redacted>"))
    }

    @Test("a mirror has no children and no way down to the value")
    func mirror() {
        let mirror = Mirror(reflecting: Secret("hunter2"))
        #expect(mirror.children.isEmpty)
        #expect(mirror.descendant("value") == nil)
        #expect(mirror.descendant(0) == nil)
        let nested = Mirror(reflecting: Holder()).descendant("secret", "value")
        #expect(nested == nil)
    }

    @Test("the value is revealed to the one that asks for it, and secrets compare by it")
    func revealed() {
        #expect(Secret("hunter2").revealed() == "hunter2")
        #expect(Secret("a") == Secret("a"))
        #expect(Secret("a") != Secret("b"))
    }
}

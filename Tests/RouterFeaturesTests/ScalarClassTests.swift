import Testing

@testable import RouterFeatures

@Suite("Scalar classes")
struct ScalarClassTests {
    @Test("what ASCII says of a character is what its class says")
    func ascii() {
        for value in UInt32(0)..<0x80 {
            let character = Character(Unicode.Scalar(UInt8(value)))
            let (kind, lower) = ScalarClass.classify(value)
            #expect((kind == .upper) == character.isUppercase, "scalar \(value)")
            #expect((kind == .letter) == character.isLowercase, "scalar \(value)")
            #expect((kind == .digit) == character.isNumber, "scalar \(value)")
            #expect(Character(Unicode.Scalar(lower) ?? " ").lowercased() == character.lowercased(), "scalar \(value)")
        }
    }

    @Test("a lower-case form is no capital and is its own lower-case form")
    func lowerIsFixed() {
        for value in UInt32(0)..<0x1_0000 where !(0xD800...0xDFFF).contains(value) {
            let lower = ScalarClass.classify(value).lower
            let (kind, again) = ScalarClass.classify(lower)
            if kind == .upper || again != lower { Issue.record("scalar \(String(value, radix: 16))") }
        }
    }

    @Test(
        "scripts that write words without spaces, and signs, have their classes",
        arguments: [
            ("漢", ScalarClass.ideograph), ("か", .ideograph), ("ก", .ideograph), ("𠮷", .ideograph), ("한", .letter),
            ("д", .letter), ("Д", .upper), ("١", .letter), ("é", .letter), ("É", .upper), ("🙂", .symbol),
            ("、", .symbol),
            ("\u{A0}", .space), ("\u{200B}", .symbol), ("５", .digit), ("Ａ", .upper), ("\u{301}", .letter),
        ] as [(Unicode.Scalar, ScalarClass)])
    func examples(scalar: Unicode.Scalar, kind: ScalarClass) {
        #expect(ScalarClass.classify(scalar.value).class == kind)
    }
}

import RouterCore
import Testing

@testable import RouterFeatures

@Suite("Scalars of UTF-8")
struct UTF8ScalarsTests {
    private static func scalars(_ text: String) -> [UInt32] {
        var text = text
        return text.withUTF8 { Array(UTF8Scalars($0)) }
    }

    @Test("every scalar is decoded as the standard library does")
    func allScalars() {
        let all = (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init)
        var view = String.UnicodeScalarView()
        view.append(contentsOf: all)
        #expect(Self.scalars(String(view)) == all.map(\.value))
    }

    @Test("no text has no scalars")
    func empty() { #expect(Self.scalars("").isEmpty) }
}

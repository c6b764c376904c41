import RouterCore
import Testing

@testable import RouterFeatures

@Suite("Read window")
struct ReadWindowTests {
    @Test("a cut keeps whole scalars, however wide they are", arguments: ["x", "é", "数", "😀"], 0..<8)
    func cutsBetweenScalars(scalar: String, shift: Int) {
        let text = String(repeating: "-", count: shift) + String(repeating: scalar, count: 200)
        let width = scalar.utf8.count
        let (kept, byteCount) = ReadWindow.cut(text, head: 101, tail: 50)
        guard text.utf8.count > 151 else { return }
        #expect(!kept.unicodeScalars.contains("\u{FFFD}"))
        let parts = kept.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(parts.count == 2)
        #expect(text.hasPrefix(parts[0]) && text.hasSuffix(parts[1]))
        // Both cuts move towards the beginning, by less than one scalar.
        #expect((101 - width + 1...101).contains(parts[0].utf8.count))
        #expect((50...50 + width - 1).contains(parts[1].utf8.count))
        #expect(byteCount == parts[0].utf8.count + parts[1].utf8.count)
    }

    @Test("a text that fits is read whole", arguments: [0, 1, 150, 151])
    func shortTextIsWhole(count: Int) {
        let text = String(repeating: "a", count: count)
        let cut = ReadWindow.cut(text, head: 101, tail: 50)
        #expect(cut.text == text)
        #expect(cut.byteCount == count)
    }

    @Test("one byte too many is said to be left out")
    func oneByteTooMany() {
        let fits = String(repeating: "a", count: ReadWindow.lastTurnHeadBytes + ReadWindow.lastTurnTailBytes)
        #expect(!ReadWindow.read(RoutingRequest(prompt: fits)).extent.isPartial)
        let extent = ReadWindow.read(RoutingRequest(prompt: fits + "b")).extent
        #expect(extent.isPartial)
        #expect(extent == ReadExtent(totalBytes: fits.utf8.count + 1, readBytes: fits.utf8.count))
    }

    @Test("the beginning of the first user turn stands in front of the last one")
    func firstAndLast() {
        let turns: [PromptTurn] = [
            .init(role: .system, text: "rules"), .init(role: .user, text: "first"),
            .init(role: .assistant, text: "reply"), .init(role: .user, text: "middle"),
            .init(role: .user, text: "last"), .init(role: .tool, text: "result"),
        ]
        let (text, _, extent) = ReadWindow.read(RoutingRequest(turns: turns))
        #expect(text == "first\nlast")
        #expect(extent == ReadExtent(totalBytes: 31, readBytes: 9))
    }

    @Test("without a user's words the last turn is read")
    func noUserWords() {
        let turns: [PromptTurn] = [
            .init(role: .user, text: "<user_info>x</user_info> "), .init(role: .tool, text: "result"),
        ]
        #expect(ReadWindow.read(RoutingRequest(turns: turns)).text == "result")
        #expect(ReadWindow.read(RoutingRequest(turns: [])).text.isEmpty)
    }
}

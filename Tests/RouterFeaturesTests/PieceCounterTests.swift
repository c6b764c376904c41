import RouterCore
import Testing

@testable import RouterFeatures

@Suite("Piece counter")
struct PieceCounterTests {
    /// The same count in a plain loop over the bytes.
    private static func plain(_ bytes: [UInt8]) -> Int {
        var (pieces, letters, digits) = (0, 0, 0)
        func closeRuns() {
            pieces += (letters + 5) / 6 + (digits + 2) / 3
            (letters, digits) = (0, 0)
        }
        for byte in bytes {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A:
                if digits > 0 { closeRuns() }
                letters += 1
            case 0x30...0x39:
                if letters > 0 { closeRuns() }
                digits += 1
            case 0xC2...0xDF: letters += 3
            case 0x80...0xBF: continue
            default:
                closeRuns()
                pieces += (0x09...0x0D).contains(byte) || byte == 0x20 ? 0 : 1
            }
        }
        closeRuns()
        return pieces
    }

    private static func fast(_ bytes: [UInt8]) -> Int { bytes.withUnsafeBufferPointer { PieceCounter.pieces(of: $0) } }

    @Test("every byte counts alone as the plain loop says")
    func singleBytes() {
        for byte in UInt8.min...UInt8.max { #expect(Self.fast([byte]) == Self.plain([byte]), "byte \(byte)") }
    }

    @Test("runs count alike wherever they stand in a block", arguments: 1...20, ["a", "7", "Zz", "a1", "é", "ж9"])
    func runs(length: Int, piece: String) {
        for start in 0..<70 {
            let text = String(repeating: ".", count: start) + String(repeating: piece, count: length) + " x"
            let bytes = Array(text.utf8)
            #expect(Self.fast(bytes) == Self.plain(bytes), "start \(start)")
        }
    }

    @Test("random bytes of few and of many kinds count alike", arguments: UInt64(1)...60)
    func random(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabets: [[UInt8]] = [
            Array("ab 1".utf8), Array("abcdefgh0123,. \n".utf8), Array("aé中 7🙂".utf8), Array(0...127), Array(0...255),
        ]
        for alphabet in alphabets {
            let bytes = (0..<Int(random.next() % 700)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))]
            }
            #expect(Self.fast(bytes) == Self.plain(bytes), "seed \(seed)")
        }
    }

    @Test("runs longer than a block count in full", arguments: [63, 64, 65, 127, 128, 129, 1_000])
    func longRuns(length: Int) {
        let letters = [UInt8](repeating: 0x61, count: length)
        #expect(Self.fast(letters) == (length + 5) / 6)
        #expect(Self.fast([0x2C] + letters + [0x2C]) == (length + 5) / 6 + 2)
        #expect(Self.fast([UInt8](repeating: 0x31, count: length)) == (length + 2) / 3)
    }
}

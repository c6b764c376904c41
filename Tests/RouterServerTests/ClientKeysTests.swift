import RouterServer
import Testing

@Suite("Client keys")
struct ClientKeysTests {
    private static let keys = ClientKeys(
        ["first", "second", "third"].map {
            .init(digest: KeyDigest(of: $0[...]), key: ClientKey(name: "name of \($0)"))
        })

    @Test("without keys nobody needs one")
    func noneNeeded() {
        #expect(ClientKeys([]).key(for: nil, apiKeyHeader: nil) == .noneNeeded)
        #expect(ClientKeys([]).key(for: "Bearer x", apiKeyHeader: "y") == .noneNeeded)
        #expect(!ClientKeys([]).areNeeded && Self.keys.areNeeded)
    }

    @Test(
        "a known key lets in, by either header, and is told from the others",
        arguments: [
            ("Bearer first", nil, "first"), ("bearer second", nil, "second"), ("BEARER third", nil, "third"),
            ("Bearer  third", nil, "third"), (nil, "second", "second"), ("Basic abc", "first", "first"),
            ("Bearer wrong", "third", "third"), ("Bearer first", "second", "first"),
        ] as [(String?, String?, String)])
    func known(header: String?, apiKey: String?, name: String) {
        #expect(Self.keys.key(for: header, apiKeyHeader: apiKey) == .known(ClientKey(name: "name of \(name)")))
    }

    @Test(
        "anything else is unknown",
        arguments: [
            (nil, nil), ("", ""), ("Bearer", nil), ("Bearer ", nil), ("Bearer firs", nil), ("Bearer firstt", nil),
            ("Bearer FIRST", nil), ("first", nil), ("Bearerfirst", nil), ("Bearer first ", nil), ("Basic first", nil),
            ("Bearer first, Bearer second", nil), (nil, "firs"), (nil, "Bearer first"), ("Bearer\tfirst", nil),
            ("Bearer ﬁrst", nil), ("Bearer fi\u{200B}rst", nil),
            ("Bearer a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e", nil),
        ] as [(String?, String?)])
    func unknown(header: String?, apiKey: String?) {
        #expect(Self.keys.key(for: header, apiKeyHeader: apiKey) == .unknown)
    }

    @Test("a digest that differs in one bit anywhere is another key's", arguments: 0..<64)
    func everyDigitCounts(place: Int) throws {
        var digits = Array(KeyDigest(of: "first").hex)
        digits[place] = String((digits[place].hexDigitValue ?? 0) ^ 1, radix: 16).first ?? "0"
        let digest = try #require(KeyDigest(hex: String(digits)[...]))
        let keys = ClientKeys([.init(digest: digest, key: ClientKey(name: "other"))])
        #expect(keys.key(for: "Bearer first", apiKeyHeader: nil) == .unknown)
    }

    @Test("neither a description nor a dump of the keys holds one")
    func secrecy() {
        let keys = ClientKeys([.init(digest: KeyDigest(of: "hunter2"), key: ClientKey(name: "a"))])
        var text = "\(keys) \(String(reflecting: keys))"
        dump(keys, to: &text)
        #expect(!text.contains("hunter2"))
    }
}

@Suite("Key digest")
struct KeyDigestTests {
    /// From FIPS 180-2, appendix B.1.
    private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test("a digest is SHA-256, written in lower case and read in any")
    func knownDigest() {
        #expect(KeyDigest(of: "abc").hex == Self.abc)
        #expect(KeyDigest(hex: Self.abc[...]) == KeyDigest(of: "abc"))
        #expect(KeyDigest(hex: Self.abc.uppercased()[...]) == KeyDigest(of: "abc"))
        #expect(KeyDigest(of: "").hex.hasPrefix("e3b0c44298fc1c14"))
        #expect(KeyDigest(of: "abc") != KeyDigest(of: "abd"))
        #expect(KeyDigest(hex: Self.abc.dropLast() + "e") != KeyDigest(of: "abc"))
        #expect(KeyDigest(hex: "c" + Self.abc.dropFirst()) != KeyDigest(of: "abc"))
    }

    @Test("leading zeros are written", arguments: [String(repeating: "0", count: 63) + "1", "00" + abc.dropFirst(2)])
    func zeros(hex: String) { #expect(KeyDigest(hex: hex[...])?.hex == hex) }

    @Test(
        "anything but 64 hexadecimal digits is none",
        arguments: [
            "", "ab", String(abc.dropLast()), abc + "0", abc.dropLast() + "g", abc.dropLast(2) + "é",
            " " + abc.dropLast(),
        ])
    func refused(hex: String) { #expect(KeyDigest(hex: hex[...]) == nil) }
}

import Testing

@testable import RouterFeatures

@Suite("Stable hash")
struct StableHashTests {
    @Test(
        "values are those of schema version 1 for ever",
        arguments: [
            (1, [], 0xE220_A839_7B1D_CDAF), (1, [0x61], 0x80C1_AE61_E482_59F9),
            (1, [0x77, 0x68, 0x61, 0x74], 0x5136_4BC0_EC24_A47B),
            (3, [0, 0, 0, 0], 0xC06F_760E_6C0D_969C),
            (2, [.max, 1], 0x7AAD_6578_B487_DCF7),
        ] as [(UInt64, [UInt64], UInt64)])
    func frozen(salt: UInt64, values: [UInt64], expected: UInt64) {
        var hash = StableHash(salt: salt)
        for value in values { hash.combine(value) }
        #expect(hash.value == expected)
    }
}

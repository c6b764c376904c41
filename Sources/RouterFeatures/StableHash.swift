/// A 64-bit hash of scalars that is the same on every machine and in every version: bundles depend on each of its
/// values.
///
/// It is a multiply-and-fold chain with the finaliser of ``SplitMix64``; frozen with schema version 1.
package struct StableHash {
    private var state: UInt64

    /// Starts a hash; different salts keep different kinds of n-grams apart.
    package init(salt: UInt64) { state = salt &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// Adds one value.
    @inline(__always)
    package mutating func combine(_ value: UInt64) {
        state = (state ^ value) &* 0xD6E8_FEB8_6659_FD93
        state ^= state >> 32
    }

    /// The hash of everything that was added.
    @inline(__always)
    package var value: UInt64 {
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

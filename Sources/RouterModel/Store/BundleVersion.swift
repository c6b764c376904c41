/// The name of one version in a ``BundleStore``: `<name>-v<number>`, which is the name of its folder too.
package struct BundleVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// What its versions have in common: 1 to 64 letters, digits and `. _ -` that begin with a letter or digit.
    package let name: String
    /// Counts up from 1; a number is never given twice, even where its version is gone.
    package let number: Int

    /// Makes the name of a version; `nil` if the name holds what a folder's name had better not, or the number is none.
    package init?(name: String, number: Int) {
        guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._\-]{0,63}/) != nil, (1...999_999_999).contains(number) else {
            return nil
        }
        self.name = name
        self.number = number
    }

    /// Reads a name such as `own-v3`; `nil` if it is none.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        guard let match = text.wholeMatch(of: /(.+)-v([1-9][0-9]{0,8})/), let number = Int(match.2) else { return nil }
        self.init(name: String(match.1), number: number)
    }

    /// The name of the version.
    package var description: String { "\(name)-v\(number)" }

    /// By name, then by number.
    package static func < (one: BundleVersion, other: BundleVersion) -> Bool {
        (one.name, one.number) < (other.name, other.number)
    }
}

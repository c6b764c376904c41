import Foundation

/// Finds texts in bytes.
enum ByteSearch {
    /// The place of the first occurrence from a place on, or `nil`.
    static func first(_ text: StaticString, in bytes: [UInt8], from start: Int) -> Int? {
        let length = text.utf8CodeUnitCount
        return bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress else { return nil }
            var place = start
            while place + length <= all.count {
                let rest = all.count - length - place + 1
                guard let found = memchr(base + place, Int32(text.utf8Start.pointee), rest) else { return nil }
                if memcmp(found, text.utf8Start, length) == 0 { return UnsafeRawPointer(found) - base }
                place = UnsafeRawPointer(found) - base + 1
            }
            return nil
        }
    }
}

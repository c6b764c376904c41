import CZlib

/// A picture that could not be made.
package struct PlotError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    package let description: String
}

/// Writes PNG files; the only file of this module that calls zlib.
///
/// - SeeAlso: W3C (2025), "Portable Network Graphics (PNG) Specification (Third Edition)".
enum PNGEncoder {
    /// A file of true colours, 8 bits a channel.
    ///
    /// - Parameters:
    ///   - width: pixels in a row.
    ///   - height: rows.
    ///   - rgb: red, green and blue of each pixel, row by row, shape `(height, width, 3)`.
    /// - Returns: the file's bytes.
    /// - Throws: ``PlotError`` if zlib fails.
    static func encode(width: Int, height: Int, rgb: [UInt8]) throws(PlotError) -> [UInt8] {
        precondition(rgb.count == width * height * 3, "\(rgb.count) bytes are not \(width) x \(height) x 3")
        var scanlines: [UInt8] = []
        scanlines.reserveCapacity(rgb.count + height)
        for row in 0..<height {
            scanlines.append(0)  // no filter: flat areas compress well as they are
            scanlines += rgb[row * width * 3..<(row + 1) * width * 3]
        }
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        // 8 bits, true colour, deflate, adaptive filters, no interlace
        append("IHDR", bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0], to: &file)
        append("IDAT", try deflated(scanlines), to: &file)
        append("IEND", [], to: &file)
        return file
    }

    private static func deflated(_ bytes: [UInt8]) throws(PlotError) -> [UInt8] {
        var size = compressBound(uLong(bytes.count))
        var result = [UInt8](repeating: 0, count: Int(size))
        let code = compress2(&result, &size, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
        guard code == Z_OK else {
            throw PlotError(description: "the picture cannot be compressed (zlib error \(code))")
        }
        return Array(result.prefix(Int(size)))
    }

    private static func append(_ type: String, _ data: [UInt8], to file: inout [UInt8]) {
        let body = Array(type.utf8) + data
        file += bigEndian(data.count) + body + bigEndian(Int(crc32(0, body, UInt32(body.count))))
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}

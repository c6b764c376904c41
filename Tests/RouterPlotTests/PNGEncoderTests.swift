import CZlib
import Testing

@testable import RouterPlot

@Suite("PNG")
struct PNGEncoderTests {
    /// The chunks of a file, with their checksums verified.
    static func chunks(_ file: [UInt8]) throws -> [(type: String, data: [UInt8])] {
        try #require(Array(file.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        func number(_ start: Int) -> Int { file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        var (at, found) = (8, [(type: String, data: [UInt8])]())
        while at < file.count {
            let end = at + 8 + number(at)
            let body = Array(file[at + 4..<end])
            #expect(number(end) == Int(crc32(0, body, UInt32(body.count))))
            found.append((String(decoding: body.prefix(4), as: UTF8.self), Array(body.dropFirst(4))))
            at = end + 4
        }
        return found
    }

    /// The pixels of a file as our encoder writes it.
    static func pixels(_ file: [UInt8], width: Int, height: Int) throws -> [UInt8] {
        let data = try #require(try chunks(file).first { $0.type == "IDAT" }).data
        var size = uLong(height * (width * 3 + 1))
        var lines = [UInt8](repeating: 1, count: Int(size))
        #expect(uncompress(&lines, &size, data, uLong(data.count)) == Z_OK && Int(size) == lines.count)
        return (0..<height).flatMap { row in
            let start = row * (width * 3 + 1)
            #expect(lines[start] == 0)
            return lines[start + 1..<start + 1 + width * 3]
        }
    }

    @Test("what is written reads back")
    func roundTrip() throws {
        let pixels = (0..<5 * 3 * 3).map { UInt8($0 * 5) }
        let file = try PNGEncoder.encode(width: 5, height: 3, rgb: pixels)
        let chunks = try Self.chunks(file)
        #expect(chunks.map(\.type) == ["IHDR", "IDAT", "IEND"])
        #expect(chunks[0].data == [0, 0, 0, 5, 0, 0, 0, 3, 8, 2, 0, 0, 0])
        #expect(try Self.pixels(file, width: 5, height: 3) == pixels)
    }

    @Test("shapes cover what they should: inside full, outside nothing, edges in between")
    func coverage() throws {
        var scene = PlotScene(width: 40, height: 40, title: "t")
        scene.add(.circle(center: PlotPoint(10, 10), radius: 6, fill: Color(0x000000)))
        scene.add(
            .polygon(
                [PlotPoint(20.5, 20), PlotPoint(35, 20), PlotPoint(35, 35), PlotPoint(20.5, 35)], fill: Color(0xFF0000))
        )
        scene.add(.line([PlotPoint(2, 38), PlotPoint(12, 38)], color: Color(0x0000FF), width: 2))
        let pixels = try Self.pixels(scene.png(), width: 40, height: 40)
        func pixel(_ x: Int, _ y: Int) -> [UInt8] { Array(pixels[(y * 40 + x) * 3..<(y * 40 + x) * 3 + 3]) }
        #expect(pixel(10, 10) == [0, 0, 0] && pixel(30, 5) == [255, 255, 255])
        #expect(pixel(30, 30) == [255, 0, 0] && pixel(19, 30) == [255, 255, 255])
        #expect(pixel(20, 30) == [255, 128, 128])  // half covered
        #expect(pixel(6, 37) == [0, 0, 255] && pixel(6, 35) == [255, 255, 255])
    }

    @Test("a polygon is filled whichever way round it is given")
    func winding() throws {
        let corners = [PlotPoint(2, 2), PlotPoint(8, 2), PlotPoint(8, 8), PlotPoint(2, 8)]
        let pictures = try [corners, corners.reversed()].map { corners in
            var scene = PlotScene(width: 10, height: 10, title: "t")
            scene.add(.polygon(corners, fill: Color(0x123456)))
            return try scene.png()
        }
        #expect(pictures[0] == pictures[1])
        #expect(try Self.pixels(pictures[0], width: 10, height: 10)[(5 * 10 + 5) * 3] == 0x12)
    }

    @Test("dashes leave gaps, and what lies outside the picture does no harm")
    func dashes() throws {
        var scene = PlotScene(width: 60, height: 5, title: "t")
        scene.add(.line([PlotPoint(-20, 2.5), PlotPoint(500, 2.5)], color: Color(0x000000), width: 3, dash: [10, 10]))
        let pixels = try Self.pixels(scene.png(), width: 60, height: 5)
        let row = (0..<60).map { pixels[(2 * 60 + $0) * 3] }
        #expect([5, 25, 45].allSatisfy { row[$0] == 0 } && [15, 35, 55].allSatisfy { row[$0] == 255 })
    }
}

/// A small font of our own whose letters are strokes: enough for axes, labels and legends where no font is at hand.
enum StrokeFont {
    /// Units from the baseline to the lower edge of the grid that glyphs are written on.
    private static let baseline = 2.0
    /// Units to an em.
    private static let unitsPerEm = 10.0
    /// Units between two letters.
    private static let spacing = 1.75
    private static let spaceWidth = 2.2

    /// One letter: strokes in units, y upwards from the baseline.
    struct Glyph: Sendable {
        let strokes: [[PlotPoint]]
        let width: Double
    }

    /// The width of a text in pixels.
    static func width(of text: String, size: Double) -> Double {
        let units = text.reduce(0) { $0 + advance($1) }
        return max(0, units - spacing) * size / unitsPerEm
    }

    /// The strokes of a text whose baseline begins at the origin, in pixels, y downwards.
    static func strokes(of text: String, size: Double) -> [[PlotPoint]] {
        let scale = size / unitsPerEm
        var x = 0.0
        var strokes: [[PlotPoint]] = []
        for character in text {
            if let glyph = glyph(character) {
                strokes += glyph.strokes.map { $0.map { PlotPoint((x + $0.x) * scale, -$0.y * scale) } }
            }
            x += advance(character)
        }
        return strokes
    }

    /// The width of a pen that suits a size, in pixels.
    static func penWidth(size: Double, isBold: Bool) -> Double { size * (isBold ? 0.125 : 0.085) }

    private static func advance(_ character: Character) -> Double {
        character == " " ? spaceWidth + spacing : (glyph(character)?.width ?? 0) + spacing
    }

    private static func glyph(_ character: Character) -> Glyph? {
        character == " " ? nil : glyphs[character] ?? unknown
    }

    private static let glyphs = outlines.mapValues(parse)
    private static let unknown = parse("0209494202")

    /// Reads strokes: two digits a point, x and y on a grid whose line 2 is the baseline; `~` = smoothed.
    private static func parse(_ outline: String) -> Glyph {
        let strokes = outline.split(separator: " ").map { stroke in
            let digits = stroke.compactMap(\.wholeNumberValue).map(Double.init)
            let points = stride(from: 0, to: digits.count - 1, by: 2).map {
                PlotPoint(digits[$0], digits[$0 + 1] - baseline)
            }
            return stroke.hasPrefix("~") ? smoothed(points) : points
        }
        return Glyph(strokes: strokes, width: strokes.joined().map(\.x).max() ?? 0)
    }

    /// A smooth path through points, by the spline of Catmull and Rom; closed where the last point is the first.
    private static func smoothed(_ points: [PlotPoint]) -> [PlotPoint] {
        guard points.count > 2, let first = points.first, let last = points.last else { return points }
        let isClosed = first == last
        let before = isClosed ? points[points.count - 2] : first
        let after = isClosed ? points[1] : last
        let all = [before] + points + [after]
        var path = [first]
        for index in 1..<all.count - 2 {
            let (a, b, c, d) = (all[index - 1], all[index], all[index + 1], all[index + 2])
            for step in 1...4 {
                let t = Double(step) / 4
                path.append(
                    PlotPoint(spline(a.x, b.x, c.x, d.x, at: t), spline(a.y, b.y, c.y, d.y, at: t)))
            }
        }
        return path
    }

    private static func spline(_ a: Double, _ b: Double, _ c: Double, _ d: Double, at t: Double) -> Double {
        let linear = (c - a) * t
        let square = (2 * a - 5 * b + 4 * c - d) * t * t
        let cube = (3 * b - a - 3 * c + d) * t * t * t
        return b + (linear + square + cube) / 2
    }
}

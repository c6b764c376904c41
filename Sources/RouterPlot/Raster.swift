/// A grid of pixels that shapes are blended onto, edges smoothed by how much of a pixel they cover.
struct Raster {
    let width: Int
    let height: Int
    /// Red, green and blue of each pixel, row by row, 8 bits each.
    private(set) var pixels: [UInt8]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = [UInt8](repeating: 255, count: width * height * 3)
    }

    /// Draws lines through points with round ends; each path is blended once, so that joints are not darker.
    mutating func stroke(_ paths: [[PlotPoint]], color: Color, width penWidth: Double) {
        let radius = max(penWidth, 0.6) / 2
        // Lines thinner than a pixel become paler, not invisible.
        let opacity = min(1, penWidth / 0.6)
        let points = paths.joined()
        guard let bounds = bounds(of: points, margin: radius + 1) else { return }
        var mask = [Float](repeating: 0, count: bounds.columns.count * bounds.rows.count)
        for path in paths {
            for index in path.indices {
                let (start, end) = (path[index], path[min(index + 1, path.count - 1)])
                guard index + 1 < path.count || path.count == 1 else { continue }
                let segment = Segment(start, end)
                guard let box = self.bounds(of: [start, end], margin: radius + 1) else { continue }
                for y in box.rows {
                    for x in box.columns {
                        let distance = segment.distance(to: PlotPoint(Double(x) + 0.5, Double(y) + 0.5))
                        let coverage = Float(min(1, max(0, radius + 0.5 - distance)))
                        let place = (y - bounds.rows.lowerBound) * bounds.columns.count + x - bounds.columns.lowerBound
                        if coverage > mask[place] { mask[place] = coverage }
                    }
                }
            }
        }
        blend(mask, bounds, color, opacity: Float(opacity))
    }

    /// Fills a disc.
    mutating func fillCircle(center: PlotPoint, radius: Double, color: Color) {
        guard let bounds = bounds(of: [center], margin: radius + 1) else { return }
        fill(bounds, color) { radius - Segment(center, center).distance(to: $0) }
    }

    /// Fills a convex polygon.
    mutating func fillPolygon(_ points: [PlotPoint], color: Color) {
        guard points.count > 2, let bounds = bounds(of: points, margin: 1) else { return }
        let edges = zip(points, points.dropFirst() + points.prefix(1))
        let area = edges.reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
        fill(bounds, color) { place in
            edges.map { start, end in
                let (dx, dy) = (end.x - start.x, end.y - start.y)
                let cross = dx * (place.y - start.y) - dy * (place.x - start.x)
                let length = (dx * dx + dy * dy).squareRoot()
                return length > 0 ? (area > 0 ? cross : -cross) / length : .infinity
            }.min() ?? 0
        }
    }

    /// Blends a colour where a depth (pixels inside an edge) is positive.
    private mutating func fill(_ bounds: Bounds, _ color: Color, depth: (PlotPoint) -> Double) {
        var mask: [Float] = []
        mask.reserveCapacity(bounds.columns.count * bounds.rows.count)
        for y in bounds.rows {
            for x in bounds.columns {
                mask.append(Float(min(1, max(0, depth(PlotPoint(Double(x) + 0.5, Double(y) + 0.5)) + 0.5))))
            }
        }
        blend(mask, bounds, color, opacity: 1)
    }

    private mutating func blend(_ mask: [Float], _ bounds: Bounds, _ color: Color, opacity: Float) {
        var place = 0
        for y in bounds.rows {
            for x in bounds.columns {
                let share = mask[place] * opacity
                place += 1
                guard share > 0 else { continue }
                let first = (y * width + x) * 3
                for (offset, channel) in [color.red, color.green, color.blue].enumerated() {
                    let old = Float(pixels[first + offset])
                    pixels[first + offset] = UInt8((old + (Float(channel) - old) * share).rounded())
                }
            }
        }
    }

    private typealias Bounds = (columns: Range<Int>, rows: Range<Int>)

    /// The pixels around points, cut at the edges; `nil` if there are none.
    private func bounds(of points: some Sequence<PlotPoint>, margin: Double) -> Bounds? {
        let all = Array(points)
        let (xs, ys) = (all.map(\.x).filter(\.isFinite), all.map(\.y).filter(\.isFinite))
        guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else { return nil }
        func range(_ low: Double, _ high: Double, _ count: Int) -> Range<Int> {
            let first = Int(min(Double(count), max(0, (low - margin).rounded(.down))))
            return first..<max(first, Int(min(Double(count), max(0, (high + margin).rounded(.up)))))
        }
        return (range(left, right, width), range(top, bottom, height))
    }
}

/// A straight line between two points, or one point.
private struct Segment {
    private let start: PlotPoint
    private let dx: Double
    private let dy: Double
    private let squaredLength: Double

    init(_ start: PlotPoint, _ end: PlotPoint) {
        self.start = start
        (dx, dy) = (end.x - start.x, end.y - start.y)
        squaredLength = dx * dx + dy * dy
    }

    func distance(to point: PlotPoint) -> Double {
        let (x, y) = (point.x - start.x, point.y - start.y)
        let along = squaredLength > 0 ? min(1, max(0, (x * dx + y * dy) / squaredLength)) : 0
        let (rest, off) = (x - along * dx, y - along * dy)
        return (rest * rest + off * off).squareRoot()
    }
}

extension PlotScene {
    /// The picture as a PNG file, 8 bits a channel.
    ///
    /// - Throws: ``PlotError`` if zlib fails.
    package func png() throws(PlotError) -> [UInt8] {
        var raster = Raster(width: width, height: height)
        for shape in shapes { raster.draw(shape) }
        return try PNGEncoder.encode(width: width, height: height, rgb: raster.pixels)
    }
}

extension Raster {
    fileprivate mutating func draw(_ shape: PlotShape) {
        switch shape {
        case .line(let points, let color, let width, let dash):
            stroke(dash.isEmpty ? [points] : Self.dashes(of: points, dash), color: color, width: width)
        case .polygon(let points, let fill):
            fillPolygon(points, color: fill)
        case .circle(let center, let radius, let fill, let outline, let outlineWidth):
            if let outline {
                fillCircle(center: center, radius: radius + outlineWidth / 2, color: outline)
                fillCircle(center: center, radius: radius - outlineWidth / 2, color: fill)
            } else {
                fillCircle(center: center, radius: radius, color: fill)
            }
        case .text(let text, let place, let size, let color, let anchor, let isBold, let isTurned):
            let width = StrokeFont.width(of: text, size: size)
            let shift = anchor == .start ? 0 : anchor == .middle ? width / 2 : width
            let strokes = StrokeFont.strokes(of: text, size: size).map { stroke in
                stroke.map { point in
                    let along = point.x - shift
                    return isTurned
                        ? PlotPoint(place.x + point.y, place.y - along) : PlotPoint(place.x + along, place.y + point.y)
                }
            }
            stroke(strokes, color: color, width: StrokeFont.penWidth(size: size, isBold: isBold))
        }
    }

    /// The drawn pieces of a dashed line.
    private static func dashes(of points: [PlotPoint], _ dash: [Double]) -> [[PlotPoint]] {
        precondition(dash.allSatisfy { $0 > 0 }, "dashes of no length")
        var pieces: [[PlotPoint]] = []
        var (piece, part, left) = (points.first.map { [$0] } ?? [], 0, dash[0])
        for (start, end) in zip(points, points.dropFirst()) {
            let (dx, dy) = (end.x - start.x, end.y - start.y)
            let length = (dx * dx + dy * dy).squareRoot()
            var done = 0.0
            while length - done > left {
                done += left
                let place = PlotPoint(start.x + dx * done / length, start.y + dy * done / length)
                if part % 2 == 0 { pieces.append(piece + [place]) }
                piece = [place]
                part += 1
                left = dash[part % dash.count]
            }
            left -= length - done
            piece.append(end)
        }
        if part % 2 == 0, !piece.isEmpty { pieces.append(piece) }
        return pieces
    }
}

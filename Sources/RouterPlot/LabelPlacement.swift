import Foundation

/// Finds places for labels beside their points so that they cover neither each other nor the points.
struct LabelPlacement {
    /// A label's place.
    struct Label {
        /// What the text covers.
        let box: PlotRect
        /// Whether it stands so far from its point that a line should join them.
        let needsLeader: Bool
    }

    private let area: PlotRect
    private var taken: [PlotRect]

    /// Starts with the points, each a square of a radius, and whatever else must stay visible.
    init(area: PlotRect, points: [PlotPoint], radius: Double, obstacles: [PlotRect] = []) {
        self.area = area
        taken =
            points.map { PlotRect(x: $0.x - radius, y: $0.y - radius, width: 2 * radius, height: 2 * radius) }
            + obstacles
    }

    /// Takes the place that covers least, the nearest of several.
    mutating func place(width: Double, height: Double, beside point: PlotPoint, gap: Double) -> Label {
        var best: (cost: Double, label: Label)?
        for (ring, distance) in [gap, gap + 10, gap + 24, gap + 42, gap + 64, gap + 90].enumerated() {
            for direction in 0..<16 {
                let angle = Double(direction) * .pi / 8
                let (dx, dy) = (cos(angle), sin(angle))
                // The box touches a circle around the point with the side or corner that faces it.
                let x = point.x + dx * distance + (dx > 0.3 ? 0 : dx < -0.3 ? -width : -width / 2)
                let y = point.y + dy * distance + (dy > 0.3 ? 0 : dy < -0.3 ? -height : -height / 2)
                let box = PlotRect(x: x, y: y, width: width, height: height)
                let outside = width * height - box.overlap(with: area)
                let covered = taken.reduce(0) { $0 + $1.overlap(with: box) }
                let cost = 10 * outside + 4 * covered + 6 * Double(ring) + 0.2 * Double(direction)
                if cost < best?.cost ?? .infinity { best = (cost, Label(box: box, needsLeader: ring > 0)) }
            }
        }
        let label =
            best?.label
            ?? Label(box: PlotRect(x: point.x, y: point.y, width: width, height: height), needsLeader: false)
        taken.append(label.box)
        return label
    }
}

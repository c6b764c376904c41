/// A place on a picture in pixels, from the upper left corner.
package struct PlotPoint: Sendable, Hashable {
    /// To the right.
    package var x: Double
    /// Down.
    package var y: Double

    /// Keeps the coordinates.
    package init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

/// A rectangle on a picture in pixels.
package struct PlotRect: Sendable, Hashable {
    /// Left edge.
    package var x: Double
    /// Upper edge.
    package var y: Double
    /// Width, not negative.
    package var width: Double
    /// Height, not negative.
    package var height: Double

    /// Keeps the edges.
    package init(x: Double, y: Double, width: Double, height: Double) {
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    /// Right edge.
    package var maxX: Double { x + width }
    /// Lower edge.
    package var maxY: Double { y + height }

    /// The area that both rectangles cover.
    func overlap(with other: PlotRect) -> Double {
        max(0, min(maxX, other.maxX) - max(x, other.x)) * max(0, min(maxY, other.maxY) - max(y, other.y))
    }
}

/// How a text stands to its place.
package enum TextAnchor: String, Sendable, Hashable {
    /// It begins there.
    case start
    /// It is centred there.
    case middle
    /// It ends there.
    case end
}

/// One thing to draw.
package enum PlotShape: Sendable, Hashable {
    /// Straight lines through points; `dash` holds lengths drawn and left out in turn, none = solid.
    case line([PlotPoint], color: Color, width: Double, dash: [Double] = [])
    /// A filled convex polygon.
    case polygon([PlotPoint], fill: Color)
    /// A disc; with an outline, `fill` is inside it.
    case circle(center: PlotPoint, radius: Double, fill: Color, outline: Color? = nil, outlineWidth: Double = 1.5)
    /// A text on its baseline; turned, it runs upwards.
    case text(
        String, at: PlotPoint, size: Double, color: Color, anchor: TextAnchor = .start, isBold: Bool = false,
        isTurned: Bool = false)
}

/// A picture as a list of shapes, the first at the bottom; drawn as SVG or PNG.
package struct PlotScene: Sendable {
    /// Width in pixels.
    package let width: Int
    /// Height in pixels.
    package let height: Int
    /// What it shows, for those who cannot see it.
    package let title: String
    /// What is drawn.
    package private(set) var shapes: [PlotShape] = []

    /// A white picture.
    ///
    /// - Precondition: both sides are in 1…10,000.
    package init(width: Int, height: Int, title: String) {
        precondition((1...10_000).contains(width) && (1...10_000).contains(height), "\(width) x \(height) pixels")
        self.width = width
        self.height = height
        self.title = title
    }

    /// Draws one more shape over the others.
    package mutating func add(_ shape: PlotShape) { shapes.append(shape) }

    /// Draws the outline of a rectangle.
    mutating func addFrame(_ rect: PlotRect, color: Color, width: Double) {
        add(
            .line(
                [
                    PlotPoint(rect.x, rect.y), PlotPoint(rect.maxX, rect.y), PlotPoint(rect.maxX, rect.maxY),
                    PlotPoint(rect.x, rect.maxY), PlotPoint(rect.x, rect.y),
                ], color: color, width: width))
    }

    /// Draws a filled rectangle.
    mutating func addRect(_ rect: PlotRect, fill: Color) {
        add(
            .polygon(
                [
                    PlotPoint(rect.x, rect.y), PlotPoint(rect.maxX, rect.y), PlotPoint(rect.maxX, rect.maxY),
                    PlotPoint(rect.x, rect.maxY),
                ], fill: fill))
    }
}

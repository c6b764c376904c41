/// Colours and sizes that both charts share; colours are told apart with every kind of colour blindness.
///
/// - SeeAlso: Okabe & Ito (2008), "Color Universal Design".
enum ChartStyle {
    static let ink = Color(0x222222)
    static let muted = Color(0x6B6B6B)
    static let grid = Color(0xE3E3E3)
    static let frame = Color(0x9A9A9A)
    static let bar = Color(0xB9D3E6)
    static let router = Color(0x0072B2)
    static let oracle = Color(0x009E73)
    static let policy = Color(0xD55E00)
    static let single = Color(0x4D4D4D)

    static let titleSize = 21.0
    static let axisSize = 16.0
    static let tickSize = 14.0
    static let labelSize = 14.0
    static let legendSize = 15.0
}

extension PlotScene {
    /// Draws grid, frame, ticks and titles of a chart's two axes.
    mutating func addAxes(
        area: PlotRect, x: AxisScale, xTitle: String, y: AxisScale, yTitle: String
    ) {
        for tick in x.ticks {
            let place = x.position(tick)
            add(
                .line(
                    [PlotPoint(place, area.y), PlotPoint(place, area.maxY)], color: ChartStyle.grid, width: 1))
            add(
                .text(
                    x.text(of: tick), at: PlotPoint(place, area.maxY + 22), size: ChartStyle.tickSize,
                    color: ChartStyle.ink, anchor: .middle))
        }
        for tick in y.ticks {
            let place = y.position(tick)
            add(.line([PlotPoint(area.x, place), PlotPoint(area.maxX, place)], color: ChartStyle.grid, width: 1))
            add(
                .text(
                    y.text(of: tick), at: PlotPoint(area.x - 9, place + 5), size: ChartStyle.tickSize,
                    color: ChartStyle.ink, anchor: .end))
        }
        addFrame(area, color: ChartStyle.frame, width: 1.2)
        add(
            .text(
                xTitle, at: PlotPoint(area.x + area.width / 2, area.maxY + 50), size: ChartStyle.axisSize,
                color: ChartStyle.ink, anchor: .middle))
        add(
            .text(
                yTitle, at: PlotPoint(area.x - 58, area.y + area.height / 2), size: ChartStyle.axisSize,
                color: ChartStyle.ink, anchor: .middle, isTurned: true))
    }

    /// Draws a title above a chart.
    mutating func addTitle(_ title: String, subtitle: String, at place: PlotPoint) {
        add(.text(title, at: place, size: ChartStyle.titleSize, color: ChartStyle.ink, isBold: true))
        add(
            .text(
                subtitle, at: PlotPoint(place.x, place.y + 26), size: ChartStyle.legendSize, color: ChartStyle.muted))
    }
}

/// Observed against estimated quality, with the number of estimates below.
package struct ReliabilityChart: Sendable {
    /// One range of estimates.
    package struct Bin: Sendable, Hashable {
        /// Lower end, [0, 1].
        package let low: Double
        /// Upper end, [0, 1].
        package let high: Double
        /// Estimates in it.
        package let count: Int
        /// Their mean; `nil` = there are none.
        package let estimated: Double?
        /// What they should have been; `nil` = there are none.
        package let observed: Double?

        /// Keeps the values.
        package init(low: Double, high: Double, count: Int, estimated: Double?, observed: Double?) {
            self.low = low
            self.high = high
            self.count = count
            self.estimated = estimated
            self.observed = observed
        }
    }

    /// What stands below the title, for example the expected calibration error.
    package var caption: String
    /// From 0 to 1.
    package var bins: [Bin]

    /// Keeps the data.
    package init(caption: String, bins: [Bin]) {
        self.caption = caption
        self.bins = bins
    }

    /// Bins with fewer estimates are drawn hollow: their mean says little.
    static let fewEstimates = 30

    /// Draws the chart.
    ///
    /// - Parameters:
    ///   - scene: what to draw on.
    ///   - frame: the whole place that it has, title and axis texts included.
    func draw(on scene: inout PlotScene, in frame: PlotRect) {
        let whole = PlotRect(x: frame.x + 80, y: frame.y + 124, width: frame.width - 100, height: frame.height - 194)
        let barHeight = (whole.height * 0.2).rounded()
        let area = PlotRect(x: whole.x, y: whole.y, width: whole.width, height: whole.height - barHeight - 14)
        let bars = PlotRect(x: whole.x, y: whole.maxY - barHeight, width: whole.width, height: barHeight)
        scene.addTitle("Reliability of the estimates", subtitle: caption, at: PlotPoint(area.x, frame.y + 30))
        scene.add(
            .text(
                "dashed: perfect · below it: promised too much · hollow: under \(Self.fewEstimates) estimates",
                at: PlotPoint(area.x, area.y - 18), size: ChartStyle.tickSize, color: ChartStyle.ink))
        drawBars(on: &scene, bars)
        let x = AxisScale(linear: [0, 1], from: area.x, to: area.maxX, limits: 0...1)
        let y = AxisScale(linear: [0, 1], from: area.maxY, to: area.y, limits: 0...1)
        for tick in x.ticks {
            scene.add(
                .line(
                    [PlotPoint(x.position(tick), area.y), PlotPoint(x.position(tick), area.maxY)],
                    color: ChartStyle.grid, width: 1))
        }
        for tick in y.ticks {
            scene.add(
                .line(
                    [PlotPoint(area.x, y.position(tick)), PlotPoint(area.maxX, y.position(tick))],
                    color: ChartStyle.grid, width: 1))
            scene.add(
                .text(
                    y.text(of: tick), at: PlotPoint(area.x - 9, y.position(tick) + 5), size: ChartStyle.tickSize,
                    color: ChartStyle.ink, anchor: .end))
        }
        scene.addFrame(area, color: ChartStyle.frame, width: 1.2)
        scene.add(
            .text(
                "mean score observed", at: PlotPoint(area.x - 58, area.y + area.height / 2), size: ChartStyle.axisSize,
                color: ChartStyle.ink, anchor: .middle, isTurned: true))
        scene.add(
            .line(
                [PlotPoint(area.x, area.maxY), PlotPoint(area.maxX, area.y)], color: ChartStyle.muted, width: 1.6,
                dash: [7, 5]))
        let points = bins.compactMap { bin in
            bin.estimated.flatMap { estimated in
                bin.observed.map { (PlotPoint(x.position(estimated), y.position($0)), bin.count) }
            }
        }
        scene.add(.line(points.map(\.0), color: ChartStyle.router, width: 2.2))
        for (point, count) in points {
            scene.add(
                .circle(
                    center: point, radius: 6, fill: count < Self.fewEstimates ? .white : ChartStyle.router,
                    outline: ChartStyle.router, outlineWidth: 2))
        }
    }

    private func drawBars(on scene: inout PlotScene, _ area: PlotRect) {
        let most = max(1, bins.map(\.count).max() ?? 1)
        let x = AxisScale(linear: [0, 1], from: area.x, to: area.maxX, limits: 0...1)
        for bin in bins where bin.count > 0 {
            let height = max(1, (area.height - 22) * Double(bin.count) / Double(most))
            let (left, right) = (x.position(bin.low), x.position(bin.high))
            scene.addRect(
                PlotRect(x: left + 1, y: area.maxY - height, width: right - left - 2, height: height),
                fill: ChartStyle.bar)
            scene.add(
                .text(
                    Self.short(bin.count), at: PlotPoint((left + right) / 2, area.maxY - height - 5), size: 11,
                    color: ChartStyle.ink, anchor: .middle))
        }
        scene.addFrame(area, color: ChartStyle.frame, width: 1.2)
        for tick in x.ticks {
            scene.add(
                .text(
                    x.text(of: tick), at: PlotPoint(x.position(tick), area.maxY + 22), size: ChartStyle.tickSize,
                    color: ChartStyle.ink, anchor: .middle))
        }
        scene.add(
            .text(
                "estimated quality", at: PlotPoint(area.x + area.width / 2, area.maxY + 50), size: ChartStyle.axisSize,
                color: ChartStyle.ink, anchor: .middle))
        scene.add(
            .text(
                "estimates", at: PlotPoint(area.x - 58, area.y + area.height / 2), size: ChartStyle.axisSize,
                color: ChartStyle.ink, anchor: .middle, isTurned: true))
    }

    /// A count in at most four letters up to 999 thousand.
    static func short(_ count: Int) -> String {
        switch count {
        case ..<1000: String(count)
        case ..<10_000: "\(count / 1000).\(count % 1000 / 100)k"
        default: "\(count / 1000)k"
        }
    }
}

/// Both charts side by side, with the models' numbers below them where there are many.
package enum EvaluationPicture {
    private static let width = 1600
    private static let chartHeight = 800
    private static let legendColumns = 4
    private static let legendRowHeight = 23.0

    /// Draws the picture, 1,600 pixels wide and 800 or a little more high.
    ///
    /// - Parameters:
    ///   - title: what was evaluated.
    ///   - chart: the cost–quality chart; `nil` = costs are missing, which the picture says.
    ///   - reliability: the reliability diagram.
    /// - Returns: the picture.
    package static func scene(title: String, chart: CostQualityChart?, reliability: ReliabilityChart) -> PlotScene {
        let legend = chart?.legend ?? []
        let rows = (legend.count + legendColumns - 1) / legendColumns
        let legendHeight = rows == 0 ? 0 : Double(rows) * legendRowHeight + 56
        var scene = PlotScene(width: width, height: chartHeight + Int(legendHeight), title: title)
        scene.add(
            .text(title, at: PlotPoint(800, 34), size: 24, color: ChartStyle.ink, anchor: .middle, isBold: true))
        let left = PlotRect(x: 10, y: 44, width: 930, height: 746)
        let right = PlotRect(x: 950, y: 44, width: 640, height: 746)
        if let chart {
            chart.draw(on: &scene, in: left)
        } else {
            scene.addTitle(
                "Cost and quality", subtitle: "not drawn: costs of some models are missing, or there is one model only",
                at: PlotPoint(left.x + 80, left.y + 30))
        }
        reliability.draw(on: &scene, in: right)
        guard rows > 0 else { return scene }
        scene.add(
            .text(
                "Single models by mean score", at: PlotPoint(90, Double(chartHeight) + 20),
                size: ChartStyle.axisSize, color: ChartStyle.ink, isBold: true))
        for (index, entry) in legend.enumerated() {
            let x = 90 + Double(index / rows) * 375
            let y = Double(chartHeight) + 48 + Double(index % rows) * legendRowHeight
            scene.add(
                .text(
                    String(entry.number), at: PlotPoint(x + 22, y), size: ChartStyle.labelSize, color: ChartStyle.ink,
                    anchor: .end, isBold: true))
            scene.add(
                .text(
                    "\(shortened(entry.name))  \(score(entry.score))", at: PlotPoint(x + 32, y),
                    size: ChartStyle.labelSize, color: ChartStyle.ink))
        }
        return scene
    }

    private static func shortened(_ name: String) -> String {
        name.count <= 34 ? name : name.prefix(33) + "…"
    }

    /// Three decimals.
    private static func score(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        let digits = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}

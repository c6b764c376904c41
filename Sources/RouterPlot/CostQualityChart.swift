/// Mean score against mean cost: single models, mixtures of them, the router and an oracle.
package struct CostQualityChart: Sendable {
    /// One place of the chart.
    package struct Point: Sendable, Hashable {
        /// Mean cost in USD per 1,000 requests.
        package let usdPerThousand: Double
        /// Mean score, [0, 1].
        package let score: Double

        /// Keeps the values.
        package init(usdPerThousand: Double, score: Double) {
            self.usdPerThousand = usdPerThousand
            self.score = score
        }
    }

    /// What stands below the title.
    package var subtitle: String
    /// The single models' names, shape `(m)`.
    package var models: [String]
    /// What each reaches, shape `(m)`.
    package var singles: [Point]
    /// The place of the best single model; `nil` = none is marked.
    package var bestSingle: Int?
    /// Corners of the hull of the single models.
    package var zeroRouter: [Point]
    /// The router's points in the order of the dial.
    package var router: [Point]
    /// Corners of the oracle's hull.
    package var oracle: [Point]
    /// What the policy reaches at its trade-off, with its name.
    package var policy: (name: String, point: Point)?

    /// Keeps the data.
    package init(
        subtitle: String, models: [String], singles: [Point], bestSingle: Int?, zeroRouter: [Point], router: [Point],
        oracle: [Point], policy: (name: String, point: Point)?
    ) {
        precondition(models.count == singles.count, "\(models.count) names, \(singles.count) points")
        self.subtitle = subtitle
        self.models = models
        self.singles = singles
        self.bestSingle = bestSingle
        self.zeroRouter = zeroRouter
        self.router = router
        self.oracle = oracle
        self.policy = policy
    }

    /// More models than this are numbered, with their names below the chart.
    static let mostNamedModels = 10

    /// Whether the models are numbered.
    var isNumbered: Bool { models.count > Self.mostNamedModels }

    /// Numbers of the models from the dearest score down, or `nil` where names stand in the chart.
    var legend: [(number: Int, name: String, score: Double)] {
        let order = models.indices.sorted { (singles[$0].score, $1) > (singles[$1].score, $0) }
        return isNumbered ? order.enumerated().map { ($0 + 1, models[$1], singles[$1].score) } : []
    }

    /// Draws the chart.
    ///
    /// - Parameters:
    ///   - scene: what to draw on.
    ///   - frame: the whole place that it has, title and axis texts included.
    func draw(on scene: inout PlotScene, in frame: PlotRect) {
        let area = PlotRect(x: frame.x + 80, y: frame.y + 124, width: frame.width - 100, height: frame.height - 194)
        let everything = singles + router + oracle + (policy.map { [$0.point] } ?? [])
        let positive = everything.map(\.usdPerThousand).filter { $0 > 0 }
        let isWide = (positive.max() ?? 1) / (positive.min() ?? 1) > AxisScale.logarithmicRatio
        let x =
            isWide
            ? AxisScale(logarithmic: positive, from: area.x, to: area.maxX)
            : AxisScale(
                linear: everything.map(\.usdPerThousand), from: area.x, to: area.maxX, limits: 0...Double.infinity)
        let y = AxisScale(linear: everything.map(\.score), from: area.maxY, to: area.y, limits: 0...1)
        let hasFree = isWide && everything.contains { $0.usdPerThousand <= 0 }
        scene.addTitle("Cost and quality", subtitle: subtitle, at: PlotPoint(area.x, frame.y + 30))
        scene.addAxes(
            area: area, x: x,
            xTitle: "mean cost, USD per 1,000 requests"
                + (isWide ? hasFree ? " (log scale, free ones at the left edge)" : " (log scale)" : ""), y: y,
            yTitle: "mean score")
        func place(_ point: Point) -> PlotPoint { PlotPoint(x.position(point.usdPerThousand), y.position(point.score)) }
        let curves = [hull(oracle, x, y), hull(zeroRouter, x, y), router.map(place)]
        for (path, line) in zip(curves, Self.lines) {
            scene.add(.line(path, color: line.color, width: line.width, dash: line.dash))
        }
        drawModels(on: &scene, area, place, obstacles: curves.flatMap { $0 })
        drawLegend(on: &scene, area)
    }

    /// A hull's path: straight in cost, so bent on a logarithmic axis, and level to the right end.
    private func hull(_ corners: [Point], _ x: AxisScale, _ y: AxisScale) -> [PlotPoint] {
        guard let last = corners.last else { return [] }
        let end = Point(usdPerThousand: max(x.high, last.usdPerThousand), score: last.score)
        var path: [PlotPoint] = []
        for (left, right) in zip(corners, corners.dropFirst() + [end]) {
            let (from, to) = (max(left.usdPerThousand, x.low), max(right.usdPerThousand, x.low))
            for step in 0...32 {
                let cost = from + (to - from) * Double(step) / 32
                let width = right.usdPerThousand - left.usdPerThousand
                let share = width > 0 ? (cost - left.usdPerThousand) / width : 1
                let score = left.score + (right.score - left.score) * min(1, max(0, share))
                path.append(PlotPoint(x.position(cost), y.position(score)))
            }
        }
        return path
    }

    private func drawModels(
        on scene: inout PlotScene, _ area: PlotRect, _ place: (Point) -> PlotPoint, obstacles: [PlotPoint]
    ) {
        let points = singles.map(place)
        let marks = points + (policy.map { [place($0.point)] } ?? [])
        let boxes = Set(obstacles.map { PlotRect(x: $0.x.rounded() - 2, y: $0.y.rounded() - 2, width: 4, height: 4) })
        var placement = LabelPlacement(
            area: area, points: marks, radius: 7, obstacles: boxes.sorted { ($0.x, $0.y) < ($1.x, $1.y) })
        let numbers = Dictionary(legend.map { ($0.name, $0.number) }, uniquingKeysWith: { first, _ in first })
        var labels: [(text: String, label: LabelPlacement.Label, point: PlotPoint, isBold: Bool)] = []
        if let policy {
            let size = ChartStyle.labelSize
            let box = placement.place(
                width: StrokeFont.width(of: policy.name, size: size) + 4, height: size, beside: place(policy.point),
                gap: 12)
            labels.append((policy.name, box, place(policy.point), true))
        }
        // From the best down: where room is short, the better ones stand nearer.
        for model in models.indices.sorted(by: { (singles[$0].score, $1) > (singles[$1].score, $0) }) {
            let text = numbers[models[model]].map(String.init) ?? models[model]
            let size = ChartStyle.labelSize
            let box = placement.place(
                width: StrokeFont.width(of: text, size: size) + 4, height: size, beside: points[model], gap: 9)
            labels.append((text, box, points[model], model == bestSingle))
        }
        for (_, label, point, _) in labels where label.needsLeader {
            let nearest = PlotPoint(
                min(label.box.maxX, max(label.box.x, point.x)), min(label.box.maxY, max(label.box.y, point.y)))
            scene.add(.line([point, nearest], color: ChartStyle.frame, width: 1))
        }
        for (index, point) in points.enumerated() {
            let isBest = index == bestSingle
            scene.add(
                .circle(
                    center: point, radius: isBest ? 7 : 5, fill: isBest ? ChartStyle.single : .white,
                    outline: ChartStyle.single, outlineWidth: 2))
        }
        if let policy { drawDiamond(on: &scene, place(policy.point), size: 9) }
        for (text, label, _, isBold) in labels {
            scene.add(
                .text(
                    text, at: PlotPoint(label.box.x + 2, label.box.maxY - 2), size: ChartStyle.labelSize,
                    color: ChartStyle.ink, isBold: isBold))
        }
    }

    /// How the curves are drawn, in the order oracle, mixtures, router.
    private static let lines: [(name: String, color: Color, width: Double, dash: [Double])] = [
        ("oracle (true outcomes)", ChartStyle.oracle, 2.2, [10, 4, 2, 4]),
        ("mixtures of single models", ChartStyle.muted, 2, [7, 5]),
        ("router, by trade-off", ChartStyle.router, 3, []),
    ]

    /// Draws what lines and marks mean, in two rows above the chart.
    private func drawLegend(on scene: inout PlotScene, _ area: PlotRect) {
        let columns = [area.x, area.x + 240, area.x + 510]
        func text(_ text: String, _ column: Int, _ y: Double) {
            scene.add(
                .text(
                    text, at: PlotPoint(columns[column] + 44, y + 5), size: ChartStyle.legendSize, color: ChartStyle.ink
                ))
        }
        for (column, line) in Self.lines.reversed().enumerated() {
            let (x, y) = (columns[column], area.y - 44)
            scene.add(
                .line([PlotPoint(x, y), PlotPoint(x + 34, y)], color: line.color, width: line.width, dash: line.dash))
            text(line.name, column, y)
        }
        let y = area.y - 18
        if policy != nil {
            drawDiamond(on: &scene, PlotPoint(columns[0] + 17, y), size: 8)
            text("the policy's choices", 0, y)
        }
        for (column, fill, label) in [(1, Color.white, "single model"), (2, ChartStyle.single, "best single model")]
        where column == 1 || bestSingle != nil {
            scene.add(
                .circle(
                    center: PlotPoint(columns[column] + 17, y), radius: column == 1 ? 5 : 7, fill: fill,
                    outline: ChartStyle.single, outlineWidth: 2))
            text(label, column, y)
        }
    }

    private func drawDiamond(on scene: inout PlotScene, _ center: PlotPoint, size: Double) {
        for (reach, color) in [(size + 2, Color.white), (size, ChartStyle.policy)] {
            scene.add(
                .polygon(
                    [
                        PlotPoint(center.x, center.y - reach), PlotPoint(center.x + reach, center.y),
                        PlotPoint(center.x, center.y + reach), PlotPoint(center.x - reach, center.y),
                    ], fill: color))
        }
    }
}

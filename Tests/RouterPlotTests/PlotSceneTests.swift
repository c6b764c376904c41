import Foundation
import Testing

@testable import RouterPlot

@Suite("Pictures")
struct PlotSceneTests {
    @Test("texts are escaped, numbers short")
    func svg() {
        var scene = PlotScene(width: 20, height: 10, title: "a<b")
        scene.add(.text("x < \"y\" & z\u{1}", at: PlotPoint(1.5, 2), size: 12, color: Color(0x0072B2), isTurned: true))
        scene.add(.line([PlotPoint(0, 0.001), PlotPoint(100, 20.25)], color: .white, width: 2, dash: [7, 5]))
        let svg = scene.svg
        #expect(svg.contains("<title>a&lt;b</title>") && svg.contains("x &lt; &quot;y&quot; &amp; z\u{FFFD}</text>"))
        #expect(svg.contains(##"points="0,0 100,20.25""##) && svg.contains(#"stroke-dasharray="7 5""#))
        #expect(svg.contains(##"fill="#0072b2""##) && svg.contains("rotate(-90 1.5 2)"))
    }

    @Test("every picture holds its parts", arguments: [2, 10, 11, 29])
    func picture(models: Int) {
        let chart = PlotFixtures.chart(models: models)
        let scene = EvaluationPicture.scene(
            title: "table & bundle", chart: chart, reliability: PlotFixtures.reliability)
        let texts = scene.shapes.compactMap { shape in
            if case .text(let text, _, _, _, _, _, _) = shape { text } else { nil }
        }
        for text in [
            "Cost and quality", "mean score", "Reliability of the estimates", "estimated quality",
            "mean score observed",
            "trade-off 5", "best single model", "oracle (true outcomes)", "expected calibration error 0.031",
        ] { #expect(texts.contains(text), "\(text)") }
        #expect(texts.contains { $0.hasPrefix("mean cost, USD per 1,000 requests") })
        for name in chart.models { #expect(texts.count { $0.hasPrefix(name) } == 1) }
        #expect(scene.width == 1600 && (scene.height > 800) == (models > 10))
    }

    @Test("no label covers another one or a point", arguments: [2, 10, 29])
    func labels(models: Int) {
        let area = PlotRect(x: 0, y: 0, width: 800, height: 500)
        let points = (0..<models).map { index -> PlotPoint in
            let (x, y) = (index * 37 % 90, index * 53 % 70)
            return PlotPoint(Double(300 + x), Double(200 + y))
        }
        var placement = LabelPlacement(area: area, points: points, radius: 6)
        let boxes = points.map { placement.place(width: 18, height: 14, beside: $0, gap: 9).box }
        for (index, box) in boxes.enumerated() {
            #expect(abs(box.overlap(with: area) - 18 * 14) < 1e-9)
            for other in boxes.dropFirst(index + 1) { #expect(box.overlap(with: other) < 1e-9) }
        }
    }

    @Test("without costs the picture says so and draws the rest")
    func noCosts() {
        let svg = EvaluationPicture.scene(title: "t", chart: nil, reliability: PlotFixtures.reliability).svg
        #expect(svg.contains("not drawn: costs of some models are missing") && svg.contains("estimated quality"))
    }

    @Test("the same data gives the same bytes")
    func deterministic() throws {
        let pictures = try (0..<2).map { _ in
            try EvaluationPicture.scene(
                title: "t", chart: PlotFixtures.chart(models: 12), reliability: PlotFixtures.reliability
            ).png()
        }
        #expect(pictures[0] == pictures[1])
    }

    @Test("models that cost nothing stand at the left edge of a logarithmic axis")
    func free() {
        var chart = PlotFixtures.chart(models: 12)
        chart.singles[0] = .init(usdPerThousand: 0, score: 0.5)
        let svg = EvaluationPicture.scene(title: "t", chart: chart, reliability: PlotFixtures.reliability).svg
        #expect(svg.contains("free ones at the left edge") && !svg.contains("nan") && !svg.contains("inf"))
    }
}

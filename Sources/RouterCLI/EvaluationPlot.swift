import Foundation
import RouterPlot
import RouterTraining

/// Draws a report's two charts into a file.
enum EvaluationPlot {
    /// Kinds of files.
    enum Kind {
        case svg
        case png

        /// By the end of the name; `nil` for another one.
        init?(path: String) {
            switch URL(fileURLWithPath: path).pathExtension.lowercased() {
            case "svg": self = .svg
            case "png": self = .png
            default: return nil
            }
        }
    }

    /// Draws and writes.
    ///
    /// - Throws: `ExitStatus.unwritable`, after saying why, or ``RouterPlot/PlotError``.
    static func write(_ report: EvaluationReport, to path: String) throws {
        let scene = scene(of: report)
        let bytes = Kind(path: path) == .png ? try scene.png() : Array(scene.svg.utf8)
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            Console.note("autorouter: \(path): the picture cannot be written; a file in an existing folder is expected")
            throw ExitStatus.unwritable
        }
    }

    /// The picture.
    static func scene(of report: EvaluationReport) -> PlotScene {
        let evaluation = report.evaluation
        let name = URL(fileURLWithPath: report.path).lastPathComponent
        return EvaluationPicture.scene(
            title: "\(name) · \(URL(fileURLWithPath: report.source).lastPathComponent)", chart: chart(of: report),
            reliability: ReliabilityChart(
                caption:
                    "all models together: calibration error \(Format.score(evaluation.reliability.calibrationError)) · mean AUC \(Format.score(evaluation.metrics.auc)) · Brier \(Format.score(evaluation.meanBrierScore))",
                bins: evaluation.reliability.bins.map {
                    .init(
                        low: $0.low, high: $0.high, count: $0.count, estimated: $0.meanQuality, observed: $0.meanScore)
                }))
    }

    private static func chart(of report: EvaluationReport) -> CostQualityChart? {
        let evaluation = report.evaluation
        guard let curve = evaluation.curve else { return nil }
        func point(_ point: CostQualityPoint) -> CostQualityChart.Point {
            .init(usdPerThousand: point.costUSD * 1000, score: point.quality)
        }
        let saving =
            curve.costAtBest.map { "best single's quality at \(Format.percent($0)) of its cost" }
            ?? "best single's quality not reached"
        let policy = evaluation.strategy(.policy).flatMap { strategy in
            strategy.costUSD.map { CostQualityPoint(costUSD: $0, quality: strategy.quality) }
        }
        return CostQualityChart(
            subtitle: "\(report.extent) · gap closed \(Format.score(curve.gapClosed)) · \(saving)",
            models: evaluation.table.models, singles: curve.singles.map(point), bestSingle: evaluation.table.bestSingle,
            zeroRouter: curve.zeroHull.corners.map(point), router: curve.points.map(point),
            oracle: curve.oracleHull.corners.map(point),
            policy: policy.map { (report.tradeoff.map { "trade-off \($0)" } ?? "policy", point($0)) })
    }
}

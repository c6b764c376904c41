import RouterTraining

/// Several runs as means with 95 % intervals over the runs.
struct SimulationSummary {
    /// A mean over runs.
    struct Figure {
        let mean: Double
        /// Half the width of the 95 % interval, by Student's t; `nil` for a single run.
        let margin: Double?

        /// Whether the whole interval lies below zero.
        var isSignificantlyNegative: Bool { margin.map { mean + $0 < 0 } ?? false }

        init(_ values: [Double]) {
            let n = Double(values.count)
            let mean = values.reduce(0, +) / n
            self.mean = mean
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, n - 1)
            margin =
                values.count > 1
                ? StudentQuantile.twoSided95(degrees: values.count - 1) * (variance / n).squareRoot() : nil
        }
    }

    /// One stretch of requests, and the judgement at its end.
    struct Line {
        /// The requests so far.
        let requestCount: Int
        /// Requests of this stretch.
        let windowCount: Int
        /// Utility of the requests of this stretch over that of the best single candidate.
        let router: Figure
        let random: Figure
        let featureless: Figure
        let hindsight: Figure
        /// Score and cost of the router's choices in this stretch.
        let quality: Figure
        let costUSD: Figure
        /// Utility lost against the best policy in hindsight, summed from the first request on.
        let regret: Figure
        /// On prompts that are not served, over the best single candidate; `nil` = all are served.
        let learned: Figure?
        let exploring: Figure?
        let fullHeads: Figure?
        let fullRidge: Figure?
        /// ``learned`` over the better of the two full-information learners' gains.
        let shareClosed: Double?
    }

    let lines: [Line]
    let bestSingleUtility: Figure
    let runCount: Int

    init(_ paths: [SimulationPath], checkpoints: [Int]) {
        runCount = paths.count
        bestSingleUtility = Figure(paths.map { path in Self.mean(path.steps[...]) { $0.bestSingle } })
        var lines: [Line] = []
        var start = 0
        for (place, end) in checkpoints.enumerated() {
            func figure(_ value: (SimulationPath.Step) -> Double) -> Figure {
                Figure(paths.map { Self.mean($0.steps[start..<end], value) })
            }
            func judged(_ value: (SimulationPath.Checkpoint) -> Double) -> Figure? {
                let values = paths.compactMap { place < $0.checkpoints.count ? value($0.checkpoints[place]) : nil }
                return values.isEmpty ? nil : Figure(values)
            }
            let (learned, heads, ridge) = (judged(\.learned), judged(\.fullHeads), judged(\.fullRidge))
            let reach = [heads?.mean, ridge?.mean].compactMap { $0 }.max() ?? 0
            lines.append(
                Line(
                    requestCount: end, windowCount: end - start, router: figure { $0.router - $0.bestSingle },
                    random: figure { $0.random - $0.bestSingle },
                    featureless: figure { $0.featureless - $0.bestSingle },
                    hindsight: figure { $0.hindsight - $0.bestSingle }, quality: figure(\.quality),
                    costUSD: figure(\.costUSD),
                    regret: Figure(
                        paths.map { path in
                            path.steps[..<end].reduce(0) { $0 + $1.hindsight - $1.router }
                        }),
                    learned: learned, exploring: judged(\.exploring), fullHeads: heads, fullRidge: ridge,
                    shareClosed: reach > 0 ? learned.map { $0.mean / reach } : nil))
            start = end
        }
        self.lines = lines
    }

    private static func mean(
        _ steps: ArraySlice<SimulationPath.Step>, _ value: (SimulationPath.Step) -> Double
    ) -> Double {
        steps.reduce(0) { $0 + value($1) } / Double(max(1, steps.count))
    }
}

/// Student's t distribution, for a few runs.
private enum StudentQuantile {
    /// The number that 97.5 % lie below, for 1 to 30 degrees of freedom; beyond, the normal distribution's is close.
    static func twoSided95(degrees: Int) -> Double {
        let table = [
            12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
            2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
        ]
        return degrees <= table.count ? table[max(1, degrees) - 1] : 1.96 + 2.4 / Double(degrees)
    }
}

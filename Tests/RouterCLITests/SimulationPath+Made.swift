@testable import RouterCLI

extension SimulationPath {
    /// A run with these utilities of the router, judged after every second request.
    static func made(_ router: [Double], learned: [Double]) -> SimulationPath {
        var path = SimulationPath()
        path.steps = router.map {
            .init(
                router: $0, quality: $0, costUSD: 0.5, bestSingle: 0.5, random: 0.25, featureless: 0.375, hindsight: 1)
        }
        path.checkpoints = learned.enumerated().map { place, learned in
            .init(
                requestCount: 2 * (place + 1), learned: learned, exploring: learned / 2, fullHeads: 0.25, fullRidge: 0.5
            )
        }
        return path
    }
}

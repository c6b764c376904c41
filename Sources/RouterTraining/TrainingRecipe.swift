/// The settings of training, each chosen by cross-validation on training rows of the MMLU-Pro table unless it says
/// otherwise.
package struct TrainingRecipe: Sendable, Hashable {
    /// Seed of everything that is drawn.
    package var seed: UInt64 = 20_261_122
    /// Rows that skills are learned from; of longer tables a sample of at least this many is kept in memory, and the
    /// other rows sharpen the heads.
    package var skillRowCount = 20_000
    /// Folds of cross-fitting.
    package var foldCount = 5
    /// Most skills, the shared difficulty included.
    package var maxSkillCount = 12
    /// Block weights and ridge strengths that cross-validation on the training rows chooses from, for difficulty and
    /// deviations apart.
    package var kernelGrid: [KernelWeights] = [2, 6, 18].flatMap { ridge in
        [(0.3, 0, 0.5), (0.3, 0.3, 0.5), (0.05, 0, 0.5), (0.05, 0, 0), (1, 1, 1)].map {
            KernelWeights(surface: $0.0, dense: $0.1, landmarks: $0.2, ridge: ridge)
        }
    }
    /// What is used where there are too few rows to choose.
    package var defaultKernel = KernelWeights(surface: 0.3, dense: 0, landmarks: 0.5, ridge: 6)
    /// Fewest rows to choose from ``kernelGrid`` by.
    package var minTuningRowCount = 200
    /// Most rows to choose from ``kernelGrid`` by: a bound of the time that this takes.
    package var maxTuningRowCount = 6_000
    /// Folds of that choice.
    package var tuningFoldCount = 3
    /// Landmarks of the Gaussian kernel of surface numbers and dense block.
    package var landmarkCount = 512
    /// Its sharpness for the mean squared difference of standardised surface numbers.
    package var surfaceSharpness = 2.0
    /// Its sharpness for the squared distance of dense blocks.
    package var denseSharpness = 2.0
    /// Principal components of the dense block that the kernel sees.
    package var projectedDenseCount = 16
    /// Ridge strength of the head that all candidates share.
    package var meanHeadRidge = 10.0
    /// Pull of a candidate's skill weights towards the shared head, in outcomes.
    package var headSkillRidge = 3_000.0
    /// Pull of a candidate's surface weights towards the shared head, in outcomes.
    package var headSurfaceRidge = 100_000.0
    /// Pull of a candidate's intercept towards its ability, in outcomes.
    package var headInterceptRidge = 1.0
    /// Ridge strength of the forecast of completion tokens.
    package var tokenRidge = 100.0
    /// Most conjugate-gradient steps; 15 are enough, more change nothing that was measured.
    package var maxSolverSteps = 20
    /// Relative residual at which the solver stops.
    package var solverTolerance = 2e-3

    /// The default settings.
    package init() {}
}

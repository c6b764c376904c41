/// The settings of training, each chosen by cross-validation on training rows of the MMLU-Pro table unless it says
/// otherwise.
package struct TrainingRecipe: Sendable, Hashable {
    /// Seed of everything that is drawn.
    package var seed: UInt64 = 20_261_122
    /// Folds of cross-fitting.
    package var foldCount = 5
    /// Ridge strength for the difficulty that all candidates share, on inputs of length about 1.
    package var difficultyRidge = 6.0
    /// Ridge strength for each candidate's deviation from it.
    package var deviationRidge = 6.0
    /// Most skills, the shared difficulty included.
    package var maxSkillCount = 12
    /// Weight of the standardised surface numbers as a kernel, beside 1 for the hashed block.
    package var surfaceKernelWeight = 0.3
    /// Landmarks of the Gaussian kernel of the surface numbers.
    package var landmarkCount = 256
    /// Weight of that kernel.
    package var landmarkKernelWeight = 0.5
    /// Its sharpness `g`, for the mean squared difference of standardised numbers.
    package var kernelSharpness = 1.0
    /// Ridge strength of the head that all candidates share.
    package var meanHeadRidge = 10.0
    /// Pull of a candidate's skill weights towards the shared head, in outcomes.
    package var headSkillRidge = 1_000.0
    /// Pull of a candidate's surface weights towards the shared head, in outcomes.
    package var headSurfaceRidge = 30_000.0
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

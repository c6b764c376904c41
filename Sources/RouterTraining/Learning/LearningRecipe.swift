/// The settings of learning from one's own log.
///
/// Chosen in closed-loop simulations on training rows of the MMLU-Pro table with a prior that has not seen it.
package struct LearningRecipe: Sendable, Hashable {
    /// Variance of the difference between a candidate's mean reward in the log and what its prior says, beyond what all
    /// candidates share: prompts and rewards of one's own differ from those of tables.
    package var levelVariance = 0.02
    /// Precisions of skill weights around the prior, in outcomes, of which the log itself chooses.
    package var skillPrecisions = [30.0, 100, 300, 1_000, 100_000]
    /// The same of surface weights.
    package var surfacePrecisions = [1_000.0, 10_000, 1_000_000]
    /// Variance of a reward around its mean that choosing assumes.
    package var noiseVariance = 0.2
    /// Outcomes that pull a candidate's noise variance to ``noiseVariance``.
    package var noiseOutcomeCount = 20.0
    /// Pull of the weights of the reply's length towards the prior, in outcomes.
    package var tokenPrecision = 100.0
    /// Pull of its level.
    package var tokenLevelPrecision = 1.0
    /// Outcomes from which on a candidate counts as known by its own.
    package var ownOutcomeCount = 30.0
    /// Outcomes at which the shift between kinds of prompts counts half.
    package var shiftHalving = 100.0

    /// The default settings.
    package init() {}
}

import RouterCore

/// How what one bundle knows differs from what another one knows.
package struct BundleComparison: Sendable {
    /// A value in both bundles.
    package struct Change<Value: Sendable & Equatable>: Sendable {
        /// In the one that was there before.
        package let old: Value
        /// In the one that is compared with it.
        package let new: Value
        /// Whether they differ.
        package var isChange: Bool { old != new }

        /// Takes the same value of two heads.
        fileprivate init(_ old: CandidateHead, _ new: CandidateHead, _ value: (CandidateHead) -> Value) {
            self.old = value(old)
            self.new = value(new)
        }
    }

    /// How far the weights of a head have moved, each in posterior standard deviations of the old head.
    package struct WeightShift: Sendable, Hashable {
        /// Root of the mean square; 0 = nothing moved, beyond about 1 = the old head had not expected it.
        package let meanSquareRoot: Double
        /// The largest, by size.
        package let largest: Double
    }

    /// A model that both bundles know.
    package struct Candidate: Sendable {
        /// Its name.
        package let name: String
        /// Mean score on prompts of average difficulty.
        package let ability: Change<Double>
        /// Mean score of the outcomes that it was learned from.
        package let meanScore: Change<Double>
        /// Outcomes that it was learned from.
        package let outcomes: Change<Int>
        /// Steepness of raw score to quality.
        package let calibrationSlope: Change<Double>
        /// Log-odds of quality at raw score zero.
        package let calibrationIntercept: Change<Double>
        /// USD per million prompt tokens; `nil` = unknown.
        package let promptUSDPerMillion: Change<Double?>
        /// USD per million completion tokens; `nil` = unknown.
        package let completionUSDPerMillion: Change<Double?>
        /// How far its weights have moved; `nil` = they stand for other inputs now.
        package let weightShift: WeightShift?

        /// Whether anything differs.
        package var isChanged: Bool {
            ability.isChange || meanScore.isChange || outcomes.isChange || calibrationSlope.isChange
                || calibrationIntercept.isChange || promptUSDPerMillion.isChange || completionUSDPerMillion.isChange
                || weightShift?.largest != 0
        }
    }

    /// Models that only the new bundle knows, in its order.
    package let added: [String]
    /// Models that only the old bundle knows, in its order.
    package let removed: [String]
    /// Models that both know, in the order of the new bundle.
    package let candidates: [Candidate]
    /// Whether skills and scaling are the same, so that a weight means the same in both.
    package let hasSameInputs: Bool

    /// Compares two models.
    ///
    /// - Complexity: O(m · d²).
    package init(old: ScoringModel, new: ScoringModel) {
        let hasSameInputs = old.skillMap == new.skillMap
        let oldHeads = Dictionary(old.heads.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let newNames = Set(new.heads.map(\.name))
        added = new.heads.map(\.name).filter { oldHeads[$0] == nil }
        removed = old.heads.map(\.name).filter { !newNames.contains($0) }
        self.hasSameInputs = hasSameInputs
        candidates = new.heads.compactMap { head in
            oldHeads[head.name].map { Candidate(old: $0, new: head, hasSameInputs: hasSameInputs) }
        }
    }
}

extension BundleComparison.Candidate {
    fileprivate init(old: CandidateHead, new: CandidateHead, hasSameInputs: Bool) {
        name = new.name
        ability = .init(old, new, \.ability)
        meanScore = .init(old, new, \.meanScore)
        outcomes = .init(old, new, \.outcomeCount)
        calibrationSlope = .init(old, new, \.calibration.slope)
        calibrationIntercept = .init(old, new, \.calibration.intercept)
        promptUSDPerMillion = .init(old, new, \.price.promptUSDPerMillion)
        completionUSDPerMillion = .init(old, new, \.price.completionUSDPerMillion)
        weightShift = hasSameInputs ? .init(old: old, new: new) : nil
    }
}

extension BundleComparison.WeightShift {
    /// The weights' covariance is `FᵀF`, so that the variance of one is the square of the length of its column of `F`;
    /// weights that the old head was certain of are left out.
    fileprivate init(old: CandidateHead, new: CandidateHead) {
        let d = old.weights.count
        var (sum, count, largest) = (0.0, 0, 0.0)
        for column in 0..<d {
            var variance = 0.0
            for row in 0..<d {
                let factor = Double(old.covarianceFactor[row * d + column])
                variance += factor * factor
            }
            guard variance > 0 else { continue }
            let shift = Double(new.weights[column] - old.weights[column]) / variance.squareRoot()
            sum += shift * shift
            count += 1
            if abs(shift) > abs(largest) { largest = shift }
        }
        meanSquareRoot = count > 0 ? (sum / Double(count)).squareRoot() : 0
        self.largest = largest
    }
}

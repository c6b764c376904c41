import RouterCore
import Testing

@testable import RouterModel

@Suite("Parts of skills and scores")
struct SkillMapPartsTests {
    private let model = SmallModel.make()

    /// Sums of below 40 terms of at most 25 in Float, in the skills as the model computes them.
    private let tolerance = 40 * 40 * 25 * Double(Float.ulpOfOne) / 2

    private func total(_ parts: SkillParts, _ skill: Int) -> Double {
        parts.average[skill] + parts.surface.reduce(0) { $0 + $1[skill] } + parts.wording[skill] + parts.meaning[skill]
            + parts.similarPrompts[skill]
    }

    @Test("the parts add up to the skills", arguments: UInt64(1)...30)
    func skills(seed: UInt64) {
        let features = SmallModel.features(seed: seed)
        let parts = model.skillMap.parts(features)
        let input = model.skillMap.headInput(features)
        #expect(parts.surface.count == 3)
        for skill in 0..<2 {
            #expect(abs(total(parts, skill) - Double(input[1 + skill])) <= tolerance, "seed \(seed)")
        }
    }

    @Test("of the average prompt there is only the average")
    func averagePrompt() {
        let map = model.skillMap
        let features = FeatureVector(
            schemaVersion: 2, surface: map.surface.mean, dense: map.landmarks.denseMean, hashed: .empty,
            promptTokens: 1, extent: ReadExtent(totalBytes: 1, readBytes: 1))
        let parts = map.parts(features)
        #expect((parts.surface + [parts.wording, parts.meaning, parts.similarPrompts]).allSatisfy { $0 == [0, 0] })
        #expect(parts.average != [0, 0])
    }

    @Test("each block changes its own part, and surface and meaning what is near")
    func blocks() {
        let map = model.skillMap
        let features = SmallModel.features(seed: 3)
        func changed(surface: [Float]? = nil, dense: [Float]? = nil, hashed: SparseVector? = nil) -> SkillParts {
            map.parts(
                FeatureVector(
                    schemaVersion: 2, surface: surface ?? features.surface, dense: dense ?? features.dense,
                    hashed: hashed ?? features.hashed, promptTokens: 1, extent: features.extent))
        }
        let before = map.parts(features)
        let words = changed(hashed: SparseVector(indices: [1, 4], values: [2, 1]))
        #expect(words.wording != before.wording && words.similarPrompts == before.similarPrompts)
        #expect(words.surface == before.surface && words.meaning == before.meaning)
        let meaning = changed(dense: features.dense.map { $0 + 0.5 })
        #expect(meaning.meaning != before.meaning && meaning.similarPrompts != before.similarPrompts)
        #expect(meaning.surface == before.surface && meaning.wording == before.wording)
        var surface = features.surface
        surface[1] = map.surface.mean[1]
        let average = changed(surface: surface)
        #expect(average.surface[1] == [0, 0] && before.surface[1] != [0, 0])
        #expect(average.surface[0] == before.surface[0] && average.similarPrompts != before.similarPrompts)
        #expect(average.meaning == before.meaning && average.average == before.average)
    }

    @Test("both sums of contributions are the raw score, with and without a dense block", arguments: UInt64(1)...30)
    func scores(seed: UInt64) throws {
        let plain = FeatureSchema(version: 2, surfaceNames: ["x", "y", "z"], denseCount: 0, hashedCount: 8)
        let price = Price(promptUSDPerMillion: 3, completionUSDPerMillion: 15)
        let pool = try CandidatePool([
            SmallModel.candidate("gpt-4o"), SmallModel.candidate("y", price: price), SmallModel.candidate("z"),
        ])
        for schema in [SmallModel.schema, plain] {
            let scorer = SmallModel.make(seed: seed, schema: schema).scorer(for: pool)
            let features = SmallModel.features(seed: seed, schema: schema)
            let contributions = scorer.contributions(features, surfaceNames: schema.surfaceNames)
            let estimates = scorer.estimates(for: features)
            let slopes = [4, 4 + 9.0 / 4, 4 + 9.0 / 4]
            for (index, one) in contributions.enumerated() {
                let (inputs, skills) = (
                    one.byInput.reduce(0) { $0 + $1.amount }, one.bySkill.reduce(0) { $0 + $1.amount }
                )
                #expect(abs(inputs - one.rawScore) <= 2 * tolerance && abs(skills - one.rawScore) <= tolerance)
                let quality = PlattScaling(slope: slopes[index], intercept: -1.5).quality(one.rawScore)
                #expect(abs(quality - estimates[index].quality) <= slopes[index] / 4 * tolerance, "seed \(seed)")
                #expect(one.byInput.map(\.name) == ["x", "y", "z", "wording", "meaning", "similar_prompts", "average"])
                #expect(one.bySkill.map(\.name) == ["difficulty", "skill 2", "surface", "average"])
            }
        }
    }

    @Test("a surface feature counts with its direct weight and its way through the skills")
    func surfaceFeature() throws {
        let scorer = model.scorer(for: try CandidatePool([SmallModel.candidate("gpt-4o")]))
        let features = SmallModel.features(seed: 11)
        let (map, weights) = (model.skillMap, model.heads[0].weights)
        let contributions = scorer.contributions(features, surfaceNames: SmallModel.schema.surfaceNames)
        let standardized = map.surface.standardized(features.surface)
        let columns = map.numericWeights.count / 2
        for feature in 0..<3 {
            let weight =
                weights[3 + feature] + weights[1] * map.numericWeights[feature]
                + weights[2] * map.numericWeights[columns + feature]
            let expected = Double(weight * standardized[feature])
            #expect(abs(contributions[0].byInput[feature].amount - expected) <= tolerance)
        }
    }
}

import RouterCore

/// A scoring model as named tensors and manifest entries, and back.
enum ModelTensors {
    /// The numbers of a model.
    static func tensors(of model: ScoringModel) -> Safetensors {
        let map = model.skillMap
        let (k, d) = (map.skillCount, map.headInputCount)
        let (p, e, r) = (map.surface.count, map.landmarks.denseMean.count, map.landmarks.count)
        let (q, c) = (map.landmarks.dimension, e > 0 ? map.landmarks.projection.count / e : 0)
        let all = model.heads + [model.meanHead]
        func column(_ value: (CandidateHead) -> Double) -> Safetensors.Tensor {
            .init(all.map { Float(value($0)) }, shape: [all.count])
        }
        return Safetensors([
            "surface.mean": .init(map.surface.mean, shape: [p]),
            "surface.scale": .init(map.surface.scale, shape: [p]),
            "landmarks.surface_factor": .init([map.landmarks.surfaceFactor], shape: [1]),
            "landmarks.dense_mean": .init(map.landmarks.denseMean, shape: [e]),
            "landmarks.projection": .init(map.landmarks.projection, shape: [c, e]),
            "landmarks.points": .init(map.landmarks.landmarks, shape: [r, q], storage: .float16),
            "skills.idf": .init(
                map.inverseDocumentFrequency, shape: [map.inverseDocumentFrequency.count], storage: .float16),
            "skills.hashed": .init(
                map.hashedWeights, shape: [map.inverseDocumentFrequency.count, k], storage: .float16),
            "skills.numeric": .init(map.numericWeights, shape: [k, k > 0 ? map.numericWeights.count / k : 0]),
            "skills.bias": .init(map.bias, shape: [k]),
            "heads.weights": .init(all.flatMap(\.weights), shape: [all.count, d]),
            "heads.covariance_factor": .init(
                all.flatMap(\.covarianceFactor), shape: [all.count, d, d], storage: .float16),
            "heads.token_weights": .init(all.flatMap(\.tokenWeights), shape: [all.count, d]),
            "heads.token_smearing": column(\.tokenSmearing),
            "heads.calibration_slope": column(\.calibration.slope),
            "heads.calibration_intercept": column(\.calibration.intercept),
            "heads.shift_deviations": .init(
                model.shiftDeviations, shape: [model.heads.count, model.heads.count], storage: .float16),
        ])
    }

    /// The manifest of a model; the mean head is the last of the head tensors.
    static func manifest(
        of model: ScoringModel, description: BundleDescription, schema: FeatureSchema,
        embedding: BundleManifest.Embedding?, weightsSHA256: String
    ) -> BundleManifest {
        BundleManifest(
            format: BundleManifest.currentFormat, name: description.name, schema: .init(schema), embedding: embedding,
            settings: description.settings, skills: model.skillMap.skillCount, models: model.heads.map(known),
            meanModel: known(model.meanHead), scorePerPriceDecade: model.scorePerPriceDecade,
            meanLogPrice: model.meanLogPrice, benchmarks: model.benchmarks, seed: description.seed,
            tables: description.tables,
            metrics: description.metrics, weightsSHA256: weightsSHA256)
    }

    private static func known(_ head: CandidateHead) -> BundleManifest.KnownModel {
        .init(
            name: head.name, outcomes: head.outcomeCount, meanScore: head.meanScore, ability: head.ability,
            latency: head.latency,
            promptUSDPerMillion: head.price.promptUSDPerMillion,
            completionUSDPerMillion: head.price.completionUSDPerMillion, requestUSD: head.price.requestUSD,
            basis: head.basis == .ownHead ? nil : head.basis.rawValue,
            ownOutcomes: head.ownOutcomeCount == 0 ? nil : head.ownOutcomeCount)
    }

    /// The model of tensors and manifest.
    ///
    /// - Throws: ``ModelError`` with `.corrupt` if a tensor is missing, has another shape than the manifest says, or
    ///   holds a value that is not finite.
    static func model(
        of tensors: Safetensors, manifest: BundleManifest, path: String
    ) throws(ModelError) -> ScoringModel {
        func tensor(_ name: String, _ shape: [Int?]) throws(ModelError) -> [Float] {
            guard let tensor = tensors.tensors[name] else {
                throw ModelError(.corrupt, "\(path): tensor '\(name)' is missing")
            }
            guard tensor.shape.count == shape.count, zip(tensor.shape, shape).allSatisfy({ $1 == nil || $0 == $1 })
            else {
                throw ModelError(
                    .corrupt, "\(path): tensor '\(name)' has the shape \(tensor.shape), not the manifest's")
            }
            guard tensor.values.allSatisfy(\.isFinite) else {
                throw ModelError(.corrupt, "\(path): tensor '\(name)' holds a value that is not finite")
            }
            return tensor.values
        }
        let (p, k, buckets) = (manifest.schema.surface.count, manifest.skills, manifest.schema.hashed)
        let e = manifest.schema.dense
        let surface = SurfaceMap(mean: try tensor("surface.mean", [p]), scale: try tensor("surface.scale", [p]))
        let projection = try tensor("landmarks.projection", [nil, e])
        let dimension = p + (e > 0 ? projection.count / e : 0)
        let landmarks = LandmarkMap(
            surfaceFactor: try tensor("landmarks.surface_factor", [1])[0],
            denseMean: try tensor("landmarks.dense_mean", [e]), projection: projection,
            landmarks: try tensor("landmarks.points", [nil, dimension]), dimension: dimension)
        let map = SkillMap(
            surface: surface, landmarks: landmarks, inverseDocumentFrequency: try tensor("skills.idf", [buckets]),
            hashedWeights: try tensor("skills.hashed", [buckets, k]),
            numericWeights: try tensor("skills.numeric", [k, p + e + landmarks.count]),
            bias: try tensor("skills.bias", [k]))
        let known = manifest.models + [manifest.meanModel]
        guard manifest.models.map(\.price).allSatisfy({ $0 != nil }) else {
            throw ModelError(.corrupt, "\(path): a price in the manifest is negative or not finite")
        }
        let (m, d) = (known.count, map.headInputCount)
        let weights = try tensor("heads.weights", [m, d])
        let factors = try tensor("heads.covariance_factor", [m, d, d])
        let tokenWeights = try tensor("heads.token_weights", [m, d])
        let smearing = try tensor("heads.token_smearing", [m])
        let slopes = try tensor("heads.calibration_slope", [m])
        let intercepts = try tensor("heads.calibration_intercept", [m])
        let heads = known.enumerated().map { index, model in
            CandidateHead(
                name: model.name, weights: Array(weights[index * d..<(index + 1) * d]),
                covarianceFactor: Array(factors[index * d * d..<(index + 1) * d * d]),
                calibration: PlattScaling(slope: Double(slopes[index]), intercept: Double(intercepts[index])),
                tokenWeights: Array(tokenWeights[index * d..<(index + 1) * d]), tokenSmearing: Double(smearing[index]),
                price: model.price ?? .unknown, outcomeCount: model.outcomes, meanScore: model.meanScore,
                ability: model.ability, latency: model.latency,
                basis: model.basis.flatMap(Estimate.Basis.init(rawValue:)) ?? .ownHead,
                ownOutcomeCount: model.ownOutcomes ?? 0)
        }
        let shift = try tensor("heads.shift_deviations", [m - 1, m - 1])
        return ScoringModel(
            schemaVersion: manifest.schema.version, skillMap: map, heads: Array(heads.dropLast()),
            meanHead: heads[m - 1], scorePerPriceDecade: manifest.scorePerPriceDecade,
            meanLogPrice: manifest.meanLogPrice, shiftDeviations: shift,
            benchmarks: manifest.benchmarks)
    }
}

extension BundleManifest.KnownModel {
    /// The price, or `nil` if a part of it is negative or not finite.
    fileprivate var price: Price? {
        let parts = [promptUSDPerMillion, completionUSDPerMillion, requestUSD]
        guard parts.allSatisfy({ $0.map { $0 >= 0 && $0.isFinite } ?? true }) else { return nil }
        return Price(
            promptUSDPerMillion: promptUSDPerMillion, completionUSDPerMillion: completionUSDPerMillion,
            requestUSD: requestUSD)
    }
}

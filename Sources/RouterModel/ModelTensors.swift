import RouterCore

/// A scoring model as named tensors and manifest entries, and back.
enum ModelTensors {
    /// The numbers of a model.
    static func tensors(of model: ScoringModel) -> Safetensors {
        let map = model.skillMap
        let (k, d) = (map.skillCount, map.headInputCount)
        let (p, r) = (map.surface.surfaceCount, map.surface.landmarkCount)
        let all = model.heads + [model.meanHead]
        func column(_ value: (CandidateHead) -> Double) -> Safetensors.Tensor {
            .init(all.map { Float(value($0)) }, shape: [all.count])
        }
        return Safetensors([
            "surface.mean": .init(map.surface.mean, shape: [p]),
            "surface.scale": .init(map.surface.scale, shape: [p]),
            "surface.landmarks": .init(map.surface.landmarks, shape: [r, p]),
            "surface.sharpness": .init([map.surface.sharpness], shape: [1]),
            "skills.idf": .init(
                map.inverseDocumentFrequency, shape: [map.inverseDocumentFrequency.count], storage: .float16),
            "skills.hashed": .init(
                map.hashedWeights, shape: [map.inverseDocumentFrequency.count, k], storage: .float16),
            "skills.surface": .init(map.surfaceWeights, shape: [k, p + r]),
            "skills.bias": .init(map.bias, shape: [k]),
            "heads.weights": .init(all.flatMap(\.weights), shape: [all.count, d]),
            "heads.covariance_factor": .init(
                all.flatMap(\.covarianceFactor), shape: [all.count, d, d], storage: .float16),
            "heads.token_weights": .init(all.flatMap(\.tokenWeights), shape: [all.count, d]),
            "heads.token_smearing": column(\.tokenSmearing),
            "heads.calibration_slope": column(\.calibration.slope),
            "heads.calibration_intercept": column(\.calibration.intercept),
        ])
    }

    /// The manifest of a model; the mean head is the last of the head tensors.
    static func manifest(
        of model: ScoringModel, name: String, schema: FeatureSchema, seed: UInt64,
        tables: [BundleManifest.TrainingTable], metrics: [BundleManifest.Metric], weightsSHA256: String
    ) -> BundleManifest {
        BundleManifest(
            format: BundleManifest.currentFormat, name: name,
            schema: .init(
                version: schema.version, surface: schema.surfaceNames, dense: schema.denseCount,
                hashed: schema.hashedCount),
            skills: model.skillMap.skillCount, models: model.heads.map(known), meanModel: known(model.meanHead),
            scorePerPriceDecade: model.scorePerPriceDecade, meanLogPrice: model.meanLogPrice, seed: seed,
            tables: tables, metrics: metrics, weightsSHA256: weightsSHA256)
    }

    private static func known(_ head: CandidateHead) -> BundleManifest.KnownModel {
        .init(
            name: head.name, outcomes: head.outcomeCount, meanScore: head.meanScore,
            promptUSDPerMillion: head.price.promptUSDPerMillion,
            completionUSDPerMillion: head.price.completionUSDPerMillion, requestUSD: head.price.requestUSD)
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
        let landmarks = try tensor("surface.landmarks", [nil, p])
        let surface = SurfaceMap(
            mean: try tensor("surface.mean", [p]), scale: try tensor("surface.scale", [p]),
            landmarks: landmarks, sharpness: try tensor("surface.sharpness", [1])[0])
        let map = SkillMap(
            surface: surface, inverseDocumentFrequency: try tensor("skills.idf", [buckets]),
            hashedWeights: try tensor("skills.hashed", [buckets, k]),
            surfaceWeights: try tensor("skills.surface", [k, surface.outputCount]), bias: try tensor("skills.bias", [k])
        )
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
                price: model.price ?? .unknown, outcomeCount: model.outcomes, meanScore: model.meanScore)
        }
        return ScoringModel(
            schemaVersion: manifest.schema.version, skillMap: map, heads: Array(heads.dropLast()),
            meanHead: heads[m - 1], scorePerPriceDecade: manifest.scorePerPriceDecade,
            meanLogPrice: manifest.meanLogPrice)
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

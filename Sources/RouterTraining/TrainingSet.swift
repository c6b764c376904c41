package import RouterCore
package import RouterNumerics

/// What one candidate did with one prompt.
package struct Observation: Sendable, Hashable {
    /// The candidate's place in ``TrainingSet/names``.
    package let candidate: Int
    /// How good the reply was, [0, 1].
    package let score: Double
    /// What it cost in USD; `nil` = not recorded.
    package let costUSD: Double?
    /// Tokens of the reply; `nil` = not recorded.
    package let completionTokens: Int?
    /// Time to the whole reply in seconds; `nil` = not recorded.
    package let latencySeconds: Double?

    /// Keeps the values.
    package init(
        candidate: Int, score: Double, costUSD: Double?, completionTokens: Int?, latencySeconds: Double? = nil
    ) {
        self.candidate = candidate
        self.score = score
        self.costUSD = costUSD
        self.completionTokens = completionTokens
        self.latencySeconds = latencySeconds
    }
}

/// Prompts as features and what candidates did with them; candidates may be missing anywhere.
package struct TrainingSet: Sendable {
    /// Names of the candidates, in the order in which they were first seen.
    package private(set) var names: [String] = []
    /// Surface numbers, row-major, shape `(n, p)`.
    package private(set) var surface: [Float] = []
    /// Dense blocks, row-major, shape `(n, e)`.
    package private(set) var dense: [Float] = []
    /// Category of each row, shape `(n)`; empty = not said.
    package private(set) var categories: [String] = []
    /// Data set of each row, shape `(n)`; empty = not said.
    package private(set) var datasets: [String] = []
    /// Hashed blocks, damped counts, shape `(n, hashedCount)`.
    package private(set) var hashed: SparseMatrix
    /// Estimated tokens of each prompt, shape `(n)`.
    package private(set) var promptTokens: [Double] = []
    /// Observations of each row, shape `(n)`.
    package private(set) var observations: [[Observation]] = []
    /// The schema of the features.
    package let schema: FeatureSchema

    private var indexByName: [String: Int] = [:]

    /// An empty set of a schema.
    package init(schema: FeatureSchema) {
        self.schema = schema
        hashed = SparseMatrix(columnCount: schema.hashedCount)
    }

    /// Number of rows, `n`.
    package var rowCount: Int { observations.count }

    /// The place of a candidate's name, which is added if it is new.
    package mutating func candidateIndex(_ name: String) -> Int {
        if let index = indexByName[name] { return index }
        indexByName[name] = names.count
        names.append(name)
        return names.count - 1
    }

    /// Adds a prompt.
    ///
    /// - Precondition: the features are of ``schema``.
    package mutating func append(
        _ features: FeatureVector, category: String = "", dataset: String = "", _ rowObservations: [Observation]
    ) {
        precondition(features.schemaVersion == schema.version, "features of schema \(features.schemaVersion)")
        precondition(features.dense.count == schema.denseCount, "a dense block of \(features.dense.count) numbers")
        surface += features.surface
        dense += features.dense
        categories.append(category)
        datasets.append(dataset)
        hashed.append(indices: features.hashed.indices, values: features.hashed.values)
        promptTokens.append(Double(features.promptTokens))
        observations.append(rowObservations)
    }

    /// Some of the rows, in the given order, with all candidates.
    package func selecting(_ rows: [Int]) -> TrainingSet {
        let (p, e) = (schema.surfaceNames.count, schema.denseCount)
        var selected = TrainingSet(schema: schema)
        selected.names = names
        selected.indexByName = indexByName
        for row in rows {
            selected.surface += surface[row * p..<(row + 1) * p]
            selected.dense += dense[row * e..<(row + 1) * e]
            selected.categories.append(categories[row])
            selected.datasets.append(datasets[row])
            selected.hashed.append(indices: hashed.rowIndices(row), values: hashed.rowValues(row))
            selected.promptTokens.append(promptTokens[row])
            selected.observations.append(observations[row])
        }
        return selected
    }
}

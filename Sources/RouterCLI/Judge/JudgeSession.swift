import Logging
import RouterConfiguration
import RouterCore

/// The models of a run, found and priced.
struct JudgeSession {
    /// What the command works with.
    let setup: Setup
    /// The configuration, with the providers of all models of the run.
    let configuration: Configuration
    /// Who judges.
    let judge: Candidate
    /// Who is compared: two, or nobody.
    let compared: [Candidate]
    /// For warnings.
    let logger: Logger

    /// Finds the judge and the models that it compares.
    ///
    /// - Throws: ``RouterConfiguration/ConfigurationError`` if there is no judge, a model is not known or cannot chat, or
    ///   has no known price where one is needed.
    init(_ setup: Setup, compared: [String], allowsUnknownPrice: Bool, logger: Logger) throws(ConfigurationError) {
        var configuration = setup.configuration
        let origin = configuration.origin ?? "judge"
        func found(_ name: String) throws(ConfigurationError) -> Candidate {
            guard
                let (model, provider) = configuration.model(
                    named: name, catalog: setup.catalog, environment: setup.environment)
            else {
                throw ConfigurationError(
                    .badValue, origin: origin,
                    "'\(name)' is neither a candidate, nor a model of the catalog, nor '<provider>/<model>' of a known provider"
                )
            }
            configuration.providers[provider.name] = provider
            guard model.takes(.chatCompletions) else {
                throw ConfigurationError(.badValue, origin: origin, "'\(name)' takes no chat completions")
            }
            guard model.price.isKnown || allowsUnknownPrice else {
                throw ConfigurationError(
                    .missingKey, origin: origin,
                    "'\(name)' has no known price, so that no ceiling can be kept; configure one, or give --allow-unknown-price"
                )
            }
            return model
        }
        guard let name = configuration.judge.model else {
            throw ConfigurationError(
                .missingKey, origin: origin, "there is no judge; set 'judge.model' or give --model")
        }
        judge = try found(name)
        var models: [Candidate] = []
        for name in compared { models.append(try found(name)) }
        self.compared = models
        self.setup = setup
        self.configuration = configuration
        self.logger = logger
    }
}

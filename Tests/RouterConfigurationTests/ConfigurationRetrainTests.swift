import RouterConfiguration
import RouterCore
import Testing

@Suite("Configuration of retraining")
struct ConfigurationRetrainTests {
    private static let candidates = "candidates: [openai/old]\n"

    @Test("nothing retrains by itself unless the file says so, and the other settings have defaults")
    func defaults() throws {
        let retrain = try configuration(Self.candidates).retrain
        #expect(retrain.every == nil && retrain.halfLifeDays == nil)
        #expect(retrain.minOutcomes == 100 && retrain.margin == 0)
        #expect(retrain.confidence == 0.95 && retrain.evaluatedShare == 0.25)
    }

    @Test("every setting is read")
    func all() throws {
        let retrain = try configuration(
            Self.candidates
                + "retrain: { every: 3600, min_outcomes: 20, margin: 0.01, confidence: 0.99, half_life_days: 30, evaluated_share: 0.5 }"
        ).retrain
        #expect(retrain.every == .seconds(3600) && retrain.minOutcomes == 20 && retrain.margin == 0.01)
        #expect(retrain.confidence == 0.99 && retrain.halfLifeDays == 30 && retrain.evaluatedShare == 0.5)
    }

    @Test(
        "a bad value is an error that names the key, the value and what is accepted",
        arguments: [
            ("every: 0", "'retrain.every' is '0'", "0.001 to"),
            ("every: often", "'retrain.every' is 'often'", "0.001 to"),
            ("min_outcomes: 0", "'retrain.min_outcomes' is '0'", "1 to 1000000"),
            ("min_outcomes: 2.5", "'retrain.min_outcomes' is '2.5'", "integer"),
            ("margin: -0.1", "'retrain.margin' is '-0.1'", "0 to 1"),
            ("confidence: 1", "'retrain.confidence' is '1'", "0.5 to 0.9999"),
            ("half_life_days: 0", "'retrain.half_life_days' is '0'", "0.01 to 100000"),
            ("evaluated_share: 1", "'retrain.evaluated_share' is '1'", "0.05 to 0.9"),
            ("evaluated_share: .nan", "'retrain.evaluated_share' is '.nan'", "0.05 to 0.9"),
            ("margin: []", "'retrain.margin'", "0 to 1"),
        ])
    func badValues(setting: String, names: String, accepted: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try configuration(Self.candidates + "retrain: { \(setting) }")
        }
        #expect(error.code == .badValue && error.line == 2)
        #expect(error.reason.contains(names) && error.reason.contains(accepted), "\(error.reason)")
    }

    @Test("an unknown key is an error that names it and the accepted ones")
    func unknown() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try configuration(Self.candidates + "retrain: { interval: 60 }")
        }
        #expect(error.code == .unknownKey)
        #expect(error.reason.contains("'retrain.interval'") && error.reason.contains("every"), "\(error.reason)")
    }

    @Test("what is no mapping is an error")
    func notAMapping() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try configuration(Self.candidates + "retrain: hourly")
        }
        #expect(error.reason.contains("'retrain'") && error.reason.contains("mapping"), "\(error.reason)")
    }
}

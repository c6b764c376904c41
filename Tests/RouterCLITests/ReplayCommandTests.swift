import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore
import RouterModel
import Testing

@testable import RouterCLI

@Suite("Replay command", .timeLimit(.minutes(5)))
struct ReplayCommandTests {
    @Test(
        "bad options are refused with what is accepted",
        arguments: [
            (["--dial", "11"], "0 (quality) to 10 (cheapest)"), (["--tradeoff=-1"], "0 (quality) to 10 (cheapest)"),
            (["--price", "curious=1"], "price"), (["--explore", "2"], "explore"), (["--candidates", ""], "pattern"),
        ])
    func badFlags(arguments: [String], message: String) {
        let error = #expect(throws: (any Error).self) { try ReplayCommand.parse(arguments) }
        #expect(error.map { ReplayCommand.fullMessage(for: $0).lowercased().contains(message) } == true)
    }

    @Test("a price of a model that is no candidate is refused")
    func unknownPrice() throws {
        let fixture = try BundleFixture()
        let setup = try fixture.setup()
        let prices = [try #require(PriceOption(argument: "other=1,2"))]
        let error = withExtendedLifetime(fixture) {
            #expect(throws: ValidationError.self) { try ReplayRun(setup, since: nil, prices: prices) }
        }
        #expect(error?.message.contains("'other'") == true)
    }

    @Test(
        "all that is asked for is a policy of the answer, and a dearer price costs more",
        .enabled(if: BundleFixture.program != nil, "the program was not built"))
    func program() async throws {
        let fixture = try BundleFixture()
        try await LoggedTraffic().write(0..<240, to: fixture.logPath, fixture.learningSetup())
        func policies(_ more: [String]) throws -> [String: [String: Any]] {
            let (status, output) = try fixture.run(["replay", "--format", "json"] + more)
            #expect(status == 0)
            let root = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
            #expect(root["decisions"] as? Int == 120)
            let policies = try #require(root["policies"] as? [[String: Any]])
            return Dictionary(policies.map { ($0["policy"] as? String ?? "", $0) }) { first, _ in first }
        }
        let usual = try policies([
            "--dial", "9.5", "--candidates", "cur*", "--explore", "0.2", "--with",
            fixture.folder.appendingPathComponent("configured").path,
        ])
        #expect(usual.count == 9)
        for name in ["as logged", "champion at 9.5", "champion over cur*", "best single (curious)", "random"] {
            #expect(usual[name] != nil, "\(name)")
        }
        let dear = try policies(["--price", "steady=10,40", "--price", "curious=20,80"])
        let costs = try [usual, dear].map { try #require($0["random"]?["cost_usd"] as? Double) }
        // Tenfold prices; figures have six digits.
        #expect(abs(costs[1] - 10 * costs[0]) <= 1e-4 * costs[1])
        let text = try fixture.run(["replay"])
        #expect(text.status == 0 && text.output.hasPrefix("120 decisions, dial 5, doubly robust"))
    }
}

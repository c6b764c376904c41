import ArgumentParser
import Foundation
import RouterConfiguration
import RouterModel
import Testing

@testable import RouterCLI

@Suite("bundles, promote, rollback and diff", .timeLimit(.minutes(5)))
struct BundleCommandsTests {
    @Test("the bundle is named by flag, environment, champion or configuration, in this order")
    func precedence() throws {
        let fixture = try BundleFixture()
        #expect(try fixture.setup().bundlePlace().origin == .configuration)
        let champion = try fixture.promote(0.5)
        #expect(try fixture.setup().chosenBundle().bundle.id == champion.id)
        #expect(try fixture.setup().bundlePlace().reason == "the champion, own-v1")
        let environment = ["AUTOROUTER_BUNDLE": "elsewhere"]
        let byEnvironment = try fixture.setup(environment: environment).bundlePlace()
        #expect(byEnvironment.origin == .environment && byEnvironment.folder.lastPathComponent == "elsewhere")
        let byFlag = try fixture.setup(["--bundle", "flagged"], environment: environment).bundlePlace()
        #expect(byFlag.origin == .flag && byFlag.folder.lastPathComponent == "flagged")
        _ = try fixture.store.rollback()
        #expect(try fixture.setup().chosenBundle().warning == nil)
        #expect(try fixture.setup().bundlePlace().origin == .configuration)
    }

    @Test("versions are beside the log unless they have a folder of their own")
    func storeFolder() throws {
        let fixture = try BundleFixture()
        var setup = try fixture.setup()
        #expect(setup.store.folder.path == fixture.store.folder.path && setup.store.keep == 10)
        setup.configuration.log.path = "/elsewhere/log.sqlite"
        #expect(setup.store.folder.path == "/elsewhere/bundles")
        setup.configuration.bundles.path = "/own"
        setup.configuration.bundles.keep = 3
        #expect(setup.store.folder.path == "/own" && setup.store.keep == 3)
    }

    @Test("for a champion that cannot be read the configured bundle stands in, with a warning")
    func standIn() throws {
        let fixture = try BundleFixture()
        try fixture.promote(0.5)
        let configured = try ModelBundle(folder: fixture.folder.appendingPathComponent("configured")).id
        let weights = fixture.store.folder.appendingPathComponent("own-v1/weights.safetensors")
        try Data().write(to: weights)
        let broken = try fixture.setup().chosenBundle()
        #expect(broken.bundle.id == configured && broken.warning?.contains("checksum") == true)
        try Data("own-v".utf8).write(to: fixture.store.pointerFile)
        let damaged = try fixture.setup().chosenBundle()
        #expect(damaged.bundle.id == configured && damaged.warning?.contains("is damaged") == true)
        let error = #expect(throws: ModelError.self) { try fixture.setup(["--bundle", "/none"]).chosenBundle() }
        #expect(error?.code == .unreadable)
    }

    @Test("the list shows each version's state, reason and figures, and what is used")
    func list() throws {
        let fixture = try BundleFixture()
        #expect(BundleList(try fixture.setup()).text.hasPrefix("no versions in "))
        try fixture.promote(0.5)
        let refused = try fixture.store.add { _ = try BundleFixture.write(0.25, to: $0) }
        try fixture.store.refuse(
            refused.version.description, reason: "gain within noise", metrics: ["gain": 0.001, "gain low": -0.01])
        let list = BundleList(try fixture.setup())
        for part in ["own-v1", "champion", "log auc 0.7500", "gain within noise", "gain low -0.0100", "in use: "] {
            #expect(list.text.contains(part), "\(part)")
        }
        let root = try JSONSerialization.jsonObject(with: Data(list.json)) as? [String: Any]
        #expect(root?["champion"] as? String == "own-v1")
        let versions = try #require(root?["versions"] as? [[String: Any]])
        #expect(versions.map { $0["state"] as? String } == ["champion", "refused"])
        #expect(versions[1]["reason"] as? String == "gain within noise")
        #expect((versions[1]["verdict_metrics"] as? [String: Double])?["gain"] == 0.001)
        #expect(versions[0]["training_rows"] as? Int == 20)
    }

    @Test(
        "the program promotes, lists, compares and rolls back, each with its exit code",
        .enabled(if: BundleFixture.program != nil, "the program was not built"))
    func program() throws {
        let fixture = try BundleFixture()
        _ = try BundleFixture.write(0.5, to: fixture.folder.appendingPathComponent("trained"))
        let first = try fixture.run(["promote", "trained", "--reason", "first"])
        #expect(first.status == 0 && first.output == "trained-v1 is the champion now\n")
        let added = try fixture.store.add { _ = try BundleFixture.write(0.25, to: $0) }
        let second = try fixture.run(["promote", added.version.description, "--format", "json"])
        let change = try JSONSerialization.jsonObject(with: Data(second.output.utf8)) as? [String: Any]
        #expect(change?["champion"] as? String == "own-v1" && change?["before"] as? String == "trained-v1")
        #expect(try fixture.run(["bundles"]).output.contains("the champion, own-v1"))
        let difference = try fixture.run(["diff", "trained-v1", "champion"])
        #expect(difference.status == 0 && difference.output.hasPrefix("trained-v1 → champion"))
        #expect(try fixture.run(["rollback"]).output == "trained-v1 is the champion now, before it own-v1\n")
        #expect(try fixture.run(["rollback"]).output.hasPrefix("no version is promoted now, before it trained-v1"))
        #expect(try fixture.run(["rollback"]).status == 1)
        #expect(try fixture.run(["promote", "own-v9"]).status == ExitStatus.unreadable.rawValue)
        #expect(try fixture.run(["diff", "shipped", "champion"]).status == 1)
        #expect(try fixture.run(["diff", "nowhere", "own-v1"]).status == ExitStatus.unreadable.rawValue)
        let reasons = fixture.store.events().compactMap(\.reason)
        #expect(reasons.first?.hasPrefix("a copy of ") == true && reasons.contains("first"))
    }

    @Test("a difference names who came and went, what moved and how far")
    func difference() throws {
        let fixture = try BundleFixture()
        let other = fixture.folder.appendingPathComponent("other")
        _ = try BundleFixture.write(0.5, to: other, names: ["curious", "new"])
        let setup = try fixture.setup()
        let old = try BundleReference(fixture.folder.appendingPathComponent("configured").path, setup)
        let new = try BundleReference(other.path, setup)
        let comparison = BundleComparison(old: old.bundle.model, new: new.bundle.model)
        #expect(comparison.added == ["new"] && comparison.removed == ["steady"] && comparison.hasSameInputs)
        let curious = try #require(comparison.candidates.first)
        #expect(comparison.candidates.count == 1 && curious.isChanged)
        #expect(abs(curious.ability.new - curious.ability.old - 0.125) < 1e-6)
        // One of the weights has moved by ½, which is 128 of its standard deviations.
        let shift = try #require(curious.weightShift)
        #expect(shift.largest == 128)
        let d = Double(old.bundle.model.heads[0].weights.count)
        #expect(abs(shift.meanSquareRoot - 128 / d.squareRoot()) < 1e-9)
        let same = BundleComparison(old: old.bundle.model, new: old.bundle.model)
        #expect(same.added.isEmpty && same.removed.isEmpty && same.candidates.allSatisfy { !$0.isChanged })
        let report = BundleDiffReport(old: old, new: new, comparison: comparison, decisions: nil)
        #expect(report.document.text.contains("models added: new\nmodels removed: steady"))
        let root = try JSONSerialization.jsonObject(with: Data(report.json)) as? [String: Any]
        #expect(root?["models_added"] as? [String] == ["new"] && root?["decisions"] is NSNull)
        let model = (root?["models"] as? [[String: Any]])?.first
        #expect(model?["largest_weight_shift_sd"] as? Double == 128 && model?["ability_old"] as? Double != nil)
    }

    @Test(
        "with prompts it counts which decisions move where, and what both bundles expect of that",
        .enabled(if: BundleFixture.program != nil, "the program was not built"))
    func decisions() throws {
        let fixture = try BundleFixture()
        _ = try BundleFixture.write(1, to: fixture.folder.appendingPathComponent("other"))
        let prompts = "Why? How? Who? When?\nName it.\n{\"prompt\": \"Is it? Or is it not? Which?\"}\n\nSay so.\n"
        try Data(prompts.utf8).write(to: fixture.folder.appendingPathComponent("prompts.txt"))
        let result = try fixture.run([
            "diff", "configured", "other", "--prompts", "prompts.txt", "--tradeoff", "0", "--format", "json",
        ])
        #expect(result.status == 0)
        let root = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let decisions = try #require(root?["decisions"] as? [String: Any])
        #expect(decisions["prompts"] as? Int == 4 && decisions["changed"] as? Int == 2)
        let move = try #require((decisions["moves"] as? [[String: Any]])?.first)
        #expect(move["from"] as? String == "steady" && move["to"] as? String == "curious")
        #expect(move["count"] as? Int == 2)
        let (byOld, byNew) = (decisions["by_old"] as? [String: Double], decisions["by_new"] as? [String: Double])
        let qualities = try ["quality_old", "quality_new"].map {
            (try #require(byOld?[$0]), try #require(byNew?[$0]))
        }
        #expect(qualities[1].0 < qualities[0].0 && qualities[1].1 > qualities[0].1)
        #expect(byNew?["cost_usd_new"] ?? 0 > byNew?["cost_usd_old"] ?? 1)
        try Data("{\"nothing\": 1}\n".utf8).write(to: fixture.folder.appendingPathComponent("prompts.txt"))
        let bad = try fixture.run(["diff", "configured", "other", "--prompts", "prompts.txt"])
        #expect(bad.status == ExitStatus.badData.rawValue)
    }
}

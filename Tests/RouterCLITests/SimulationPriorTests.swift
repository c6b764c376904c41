import Foundation
import RouterModel
import Testing

@testable import RouterCLI

@Suite("Simulation priors")
struct SimulationPriorTests {
    @Test("a bundle that has not seen the tables is accepted")
    func accepted() throws {
        let fixture = try SimulationFixture()
        #expect(try SimulationPrior.checked(fixture.prior, tables: [fixture.table]).id == fixture.prior.id)
    }

    @Test("one that has seen them is refused, by the table's name whatever its endings, and by its checksum")
    func refused() throws {
        let fixture = try SimulationFixture()
        let checksum = try ModelBundle.sha256(of: URL(fileURLWithPath: fixture.table))
        for (name, sha256) in [("table.csv.gz", "00"), ("renamed.jsonl", checksum)] {
            let bundle = try fixture.trained(on: name, sha256: sha256)
            let error = #expect(throws: SimulationError.self) {
                try SimulationPrior.checked(bundle, tables: [fixture.table])
            }
            #expect(error?.description.contains("was trained on table.jsonl") == true)
        }
    }

    @Test("none is trained on what is simulated")
    func training() throws {
        let fixture = try SimulationFixture()
        let error = #expect(throws: SimulationError.self) {
            try SimulationPrior.trained(
                on: [fixture.table], without: [fixture.table], in: fixture.folder, isQuiet: true)
        }
        #expect(error?.description.contains("is simulated") == true)
    }
}

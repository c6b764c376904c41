import RouterCore
import RouterModel
import Testing

@testable import RouterTraining

@Suite("Own shift")
struct OwnShiftTests {
    private func deviations(_ model: ScoringModel) -> [[Float]] {
        let m = model.heads.count
        return (0..<m).map { i in (0..<m).map { model.shiftDeviations[i * m + $0] } }
    }

    @Test("deviations are symmetric, zero between a head and itself, and not negative", arguments: UInt64(1)...5)
    func symmetric(seed: UInt64) throws {
        var data = OwnData(seed: seed)
        let outcomes = [("curious", 40), ("new", 90), ("gone", 7)].flatMap {
            data.outcomes(CandidateID($0), $1, chance: 0.5)
        }
        let deviations = deviations(try OwnData.learned(outcomes, ["curious", "new", "other"]))
        #expect(deviations.count == 5)
        for i in deviations.indices {
            #expect(deviations[i][i] == 0)
            for j in deviations.indices { #expect(deviations[i][j] == deviations[j][i] && deviations[i][j] >= 0) }
        }
    }

    @Test(
        "the deviation between two candidates fades with the outcomes of the one that has fewer",
        arguments: [0, 100, 300])
    func fades(count: Int) throws {
        var data = OwnData(seed: 2)
        let outcomes = data.outcomes("steady", 500, chance: 0.5) + data.outcomes("curious", count, chance: 0.5)
        let deviation = deviations(try OwnData.learned(outcomes))[0][1]
        #expect(deviation == Float(0.0625 * 100 / (100 + Double(count))))
    }

    @Test("what could not be measured is as large as it usually is, and heads that were not learned keep theirs")
    func unknown() throws {
        var data = OwnData(seed: 3)
        let model = try OwnData.learned(data.outcomes("new", 100, chance: 0.5), ["new", "other"])
        let deviations = deviations(model)
        #expect(model.candidateNames == ["steady", "curious", "new", "other"])
        #expect(deviations[0][1] == 0.0625 && deviations[0][2] == Float(DoNoHarm.unknownShift))
        #expect(deviations[2][3] == Float(DoNoHarm.unknownShift))
    }
}

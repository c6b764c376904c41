import Foundation
import RouterCore
import Testing

@testable import RouterTraining

@Suite("Drift")
struct DriftTests {
    private static let names = ["even", "normal", "skewed", "rare"]

    /// Numbers of four kinds; the shift moves the first by so many of its standard deviations.
    private static func window(_ count: Int, _ random: inout SplitMix64, shift: Double = 0) -> DriftStatistics {
        var statistics = DriftStatistics(names: names)
        for _ in 0..<count {
            statistics.add(surface: [
                Float(random.nextUnit() + shift * 0.2887), Float(random.normal()), Float(-log(1 - random.nextUnit())),
                random.nextUnit() < 0.02 ? 1 : 0,
            ])
        }
        return statistics
    }

    @Test("without drift, features alarm no more often than stated, normal or not")
    func featureFalseAlarms() {
        let (runs, rate) = (2_000, 0.05)
        var random = SplitMix64(seed: 1)
        let alarms = (0..<runs).count { _ in
            let (recent, reference) = (Self.window(30, &random), Self.window(90, &random))
            return !FeatureDrift(recent: recent, reference: reference, falseAlarmRate: rate, leastEffect: 0)
                .alarms.isEmpty
        }
        let limit = Double(runs) * rate + 3 * (Double(runs) * rate * (1 - rate)).squareRoot()
        #expect(Double(alarms) <= limit, "\(alarms) of \(runs)")
    }

    @Test("a shift of half a standard deviation is found in 200 of 200 windows of 500 prompts, and named")
    func featureShift() {
        var random = SplitMix64(seed: 2)
        let reference = Self.window(2_000, &random)
        for _ in 0..<200 {
            let drift = FeatureDrift(recent: Self.window(500, &random, shift: 0.5), reference: reference)
            let first = drift.alarms.first
            #expect(first?.name == "even")
            #expect(abs((first?.effect ?? 0) - 0.5) < 0.25)
            #expect((first?.threshold ?? 1) < 0.3 * 0.2887)
        }
    }

    @Test("a shift that matters to nobody is no alarm, however certain")
    func smallShift() {
        var reference = DriftStatistics(names: ["a"])
        var recent = reference
        for index in 0..<20_000 {
            reference.add(surface: [index % 2 == 0 ? 0 : 1])
            recent.add(surface: [index % 16 < 7 ? 0 : 1])
        }
        #expect(FeatureDrift(recent: recent, reference: reference, leastEffect: 0.2).alarms.isEmpty)
        #expect(FeatureDrift(recent: recent, reference: reference).alarms.map(\.name) == ["a"])
    }

    @Test("a number that never varied and now does is found; empty windows say nothing")
    func constants() {
        var (reference, recent) = (DriftStatistics(names: ["a"]), DriftStatistics(names: ["a"]))
        #expect(FeatureDrift(recent: recent, reference: reference).readings.isEmpty)
        for _ in 0..<100 {
            reference.add(surface: [0])
            recent.add(surface: [1])
        }
        let drift = FeatureDrift(recent: recent, reference: reference)
        #expect(drift.alarms.map(\.name) == ["a"] && drift.alarms.first?.effect == .infinity)
        #expect(FeatureDrift(recent: reference, reference: reference).alarms.isEmpty)
    }

    @Test("merged statistics are those of all numbers")
    func merging() {
        var random = SplitMix64(seed: 3)
        let values = (0..<100).map { _ in random.normal() }
        var (all, left, right) = (RunningMoments(), RunningMoments(), RunningMoments())
        for (index, value) in values.enumerated() {
            all.add(value)
            if index < 30 { left.add(value) } else { right.add(value) }
        }
        left.merge(right)
        left.merge(RunningMoments())
        let plain = Moments(values)
        for moments in [all, left] {
            #expect(moments.count == 100)
            #expect(abs(moments.mean - plain.mean) < 1e-12)
            #expect(abs(moments.deviation - plain.variance.squareRoot()) < 1e-12)
            #expect(moments.lowest == values.min() && moments.highest == values.max())
        }
        var first = Self.window(20, &random)
        let second = Self.window(30, &random)
        first.merge(second)
        #expect(first.count == 50)
    }

    /// Outcomes of three candidates whose predictions are off by so much.
    private static func outcomes(
        _ count: Int, _ random: inout SplitMix64, error: Double = 0
    ) -> CalibrationStatistics {
        var statistics = CalibrationStatistics()
        for index in 0..<count {
            let candidate = CandidateID(["a", "b", "c"][index % 3])
            let predicted = 0.2 + 0.75 * random.nextUnit()
            let chance = predicted - (candidate == "b" ? error : 0)
            statistics.add(candidate, reward: random.nextUnit() < chance ? 1 : 0, predicted: predicted)
        }
        return statistics
    }

    @Test("right predictions alarm no more often than stated, against zero and against an earlier window")
    func calibrationFalseAlarms() {
        let (runs, rate) = (2_000, 0.05)
        var random = SplitMix64(seed: 4)
        var (absolute, relative) = (0, 0)
        for _ in 0..<runs {
            let (recent, reference) = (Self.outcomes(60, &random), Self.outcomes(120, &random))
            absolute += CalibrationDrift(recent: recent, falseAlarmRate: rate).alarms.isEmpty ? 0 : 1
            relative +=
                CalibrationDrift(recent: recent, reference: reference, falseAlarmRate: rate).alarms.isEmpty ? 0 : 1
        }
        let limit = Double(runs) * rate + 3 * (Double(runs) * rate * (1 - rate)).squareRoot()
        #expect(Double(absolute) <= limit && Double(relative) <= limit, "\(absolute), \(relative) of \(runs)")
    }

    @Test("a candidate that became worse is found and named, with the size of it")
    func calibrationShift() {
        var random = SplitMix64(seed: 5)
        let reference = Self.outcomes(3_000, &random)
        for _ in 0..<50 {
            let recent = Self.outcomes(900, &random, error: 0.2)
            for drift in [CalibrationDrift(recent: recent), CalibrationDrift(recent: recent, reference: reference)] {
                #expect(drift.alarms.map(\.name) == ["b"])
                #expect(abs((drift.alarms.first?.difference ?? 0) + 0.2) < 0.12)
                #expect(drift.readings.map(\.name) == ["a", "b", "c"])
            }
        }
    }

    @Test("calibration statistics merge, and a candidate without an earlier window is not compared with one")
    func calibrationMerging() {
        var (first, second) = (CalibrationStatistics(), CalibrationStatistics())
        first.add("a", reward: 1, predicted: 0.5)
        second.add("a", reward: 0, predicted: 0.25)
        second.add("b", reward: 1, predicted: 1)
        first.merge(second)
        #expect(first.moments["a"]?.count == 2)
        #expect(first.moments["a"]?.mean == 0.125)
        var earlier = CalibrationStatistics()
        earlier.add("a", reward: 1, predicted: 0.5)
        #expect(CalibrationDrift(recent: first, reference: earlier).readings.map(\.name) == ["a"])
    }
}

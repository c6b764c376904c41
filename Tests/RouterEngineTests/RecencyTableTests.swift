import RouterCore
import Testing

@testable import RouterEngine

@Suite("Recency table")
struct RecencyTableTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    @Test("the least recently used entry makes room")
    func eviction() {
        var table = RecencyTable<String, Int>(capacity: 3, idle: .seconds(100))
        for (value, key) in ["a", "b", "c"].enumerated() { table.set(value, for: key, now: at(value)) }
        #expect(table.use("a", now: at(3)) == 0)
        table.set(3, for: "d", now: at(4))
        #expect(table.count == 3)
        #expect(["a", "b", "c", "d"].map { table.use($0, now: at(5)) } == [0, nil, 2, 3])
    }

    @Test("an entry expires without use, not with it")
    func expiry() {
        var table = RecencyTable<String, Int>(capacity: 3, idle: .seconds(10))
        table.set(1, for: "a", now: at(0))
        #expect(table.use("a", now: at(9)) == 1)
        #expect(table.use("a", now: at(18)) == 1)
        #expect(table.use("a", now: at(28)) == nil)
        #expect(table.count == 0)
    }

    @Test("expired entries go by themselves as others come")
    func shrinks() {
        var table = RecencyTable<Int, Int>(capacity: 1000, idle: .seconds(10))
        for key in 0..<100 { table.set(key, for: key, now: at(0)) }
        for key in 100..<200 { table.set(key, for: key, now: at(11)) }
        #expect(table.count == 100)
    }

    @Test("it does what a plain list in order of use does", arguments: UInt64(1)...8)
    func reference(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var table = RecencyTable<Int, Int>(capacity: 12, idle: .seconds(40))
        var list: [(key: Int, value: Int, usedAt: Int)] = []  // oldest use first
        for step in 0..<4000 {
            let now = step
            let key = Int(random.next() % 20)
            let place = list.firstIndex { $0.key == key && now - $0.usedAt < 40 }
            switch random.next() % 4 {
            case 0:
                table.remove(key)
                list.removeAll { $0.key == key }
            case 1:
                let got = table.use(key, now: at(now))
                #expect(got == place.map { list[$0].value }, "seed \(seed), step \(step)")
                if let place { list.append((key, list.remove(at: place).value, now)) }
            default:
                table.set(step, for: key, now: at(now))
                list.removeAll { $0.key == key || now - $0.usedAt >= 40 }
                if list.count == 12 { list.removeFirst() }
                list.append((key, step, now))
            }
        }
        #expect(table.count <= 12)
    }
}

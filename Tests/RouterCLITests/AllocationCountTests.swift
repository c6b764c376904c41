import Testing

@testable import RouterCLI

// Each test has a process of its own: the counter is for programs in which one thread is at work, and other tests are not.
@Suite("Allocation count")
struct AllocationCountTests {
    private final class Box: Sendable {
        let value: Int
        init(_ value: Int) { self.value = value }
    }

    private static func array(_ count: Int) -> [Int] { Array(repeating: 1, count: count) }

    @Test("instances and array storages are counted, each once")
    func objects() async {
        await #expect(processExitsWith: .success) {
            var kept: [Box] = []
            kept.reserveCapacity(50)
            guard let none = AllocationCount.during({}) else { return }
            #expect(none == 0)
            #expect(AllocationCount.during { for value in 0..<50 { kept.append(Box(value)) } } == 50)
            var arrays: [[Int]] = []
            arrays.reserveCapacity(7)
            #expect(AllocationCount.during { for count in 1...7 { arrays.append(Self.array(count)) } } == 7)
            #expect(kept.count == 50 && arrays.count == 7)
        }
    }

    @Test("small strings outlive a count: the runtime still knows them from objects")
    func smallStrings() async {
        await #expect(processExitsWith: .success) {
            let texts = (0..<100).map { "s\($0)" }
            var copies: [[String]] = []
            _ = AllocationCount.during { for _ in 0..<20 { copies.append(texts.map { $0 + "x" }) } }
            #expect(copies.allSatisfy { $0.last == "s99x" })
        }
    }
}

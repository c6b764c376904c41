import Testing

@testable import RouterSockets

/// What both ways of waiting have in common.
private protocol WaitingSet {
    init?(doorbell: Int32)
    var count: Int { get }
    @discardableResult func set(_ descriptor: Int32, to asked: SocketEvents, for watcher: any SocketWatcher) -> Bool
    func remove(_ descriptor: Int32)
    func wait(milliseconds: Int32, onEnd: () -> Void) -> Bool?
}

extension PollSelector: WaitingSet {}
#if os(Linux)
    extension EpollSelector: WaitingSet {}
#endif

@Suite("Selectors", .timeLimit(.minutes(5)))
struct SelectorTests {
    enum Kind: CaseIterable, Sendable { case poll, system }

    private let bell: Doorbell
    private let note = NewsNote()

    init() throws { bell = try #require(Doorbell()) }

    private func selector(_ kind: Kind) throws -> any WaitingSet {
        switch kind {
        case .poll: return try #require(PollSelector(doorbell: bell.descriptor))
        case .system: return try #require(SocketSelector(doorbell: bell.descriptor))
        }
    }

    /// What is ready at once.
    private func ready(_ selector: any WaitingSet) -> [Int32: SocketEvents] {
        #expect(selector.wait(milliseconds: 0, onEnd: {}) == false)
        return note.take()
    }

    @Test("only what has happened and was asked for is reported", arguments: Kind.allCases)
    func events(kind: Kind) throws {
        let selector = try selector(kind)
        let pairs = try (0..<100).map { _ in try SocketPair() }
        for pair in pairs { selector.set(pair.near, to: .read, for: note) }
        #expect(ready(selector).isEmpty && selector.count == 100)
        let chosen = [pairs[3].near, pairs[50].near, pairs[99].near]
        for index in [3, 50, 99] { pairs[index].send() }
        #expect(ready(selector) == [chosen[0]: .read, chosen[1]: .read, chosen[2]: .read])
        selector.set(chosen[1], to: .write, for: note)
        selector.set(chosen[0], to: [.read, .write], for: note)
        selector.remove(chosen[2])
        #expect(ready(selector) == [chosen[0]: [.read, .write], chosen[1]: .write])
        selector.set(chosen[0], to: [], for: note)
        #expect(ready(selector) == [chosen[1]: .write])
    }

    @Test(
        "sockets come and go in any order and none is lost", arguments: [1, 2, 3] as [UInt64], Kind.allCases)
    func changes(seed: UInt64, kind: Kind) throws {
        let selector = try selector(kind)
        let pairs = try (0..<40).map { _ in try SocketPair() }
        for pair in pairs { pair.send() }
        var watched: Set<Int32> = []
        for number in numbers(600, seed: seed) {
            let pair = pairs[Int(number % UInt64(pairs.count))]
            if number & 64 == 0 {
                selector.set(pair.near, to: .read, for: note)
                watched.insert(pair.near)
            } else {
                selector.remove(pair.near)
                watched.remove(pair.near)
            }
            #expect(selector.count == watched.count)
            #expect(Set(ready(selector).keys) == watched)
        }
    }

    @Test(
        "a connection that broke can be read or written, and is reported if nothing is asked for",
        arguments: Kind.allCases)
    func broken(kind: Kind) throws {
        let selector = try selector(kind)
        let pairs = try (0..<3).map { _ in try SocketPair() }
        let asked: [SocketEvents] = [.read, .write, []]
        for (pair, events) in zip(pairs, asked) { selector.set(pair.near, to: events, for: note) }
        for pair in pairs { pair.hangUp() }
        #expect(ready(selector) == [pairs[0].near: .read, pairs[1].near: .write, pairs[2].near: .broken])
    }

    @Test("what is let go in the middle of a wait is not reported any more", arguments: Kind.allCases)
    func removedMeanwhile(kind: Kind) throws {
        let selector = try selector(kind)
        let pairs = try (0..<2).map { _ in try SocketPair() }
        for pair in pairs {
            selector.set(pair.near, to: .read, for: note)
            pair.send()
        }
        note.onNews = { descriptor in
            for pair in pairs where pair.near != descriptor { selector.remove(pair.near) }
        }
        #expect(ready(selector).count == 1)
        note.onNews = { _ in }
        #expect(ready(selector).count == 1 && selector.count == 1)
    }

    @Test("the doorbell ends a wait, and is quiet again once it was heard", arguments: Kind.allCases)
    func doorbell(kind: Kind) throws {
        let selector = try selector(kind)
        for _ in 0..<3 { bell.ring() }
        #expect(selector.wait(milliseconds: -1, onEnd: {}) == true)
        bell.silence()
        #expect(selector.wait(milliseconds: 0, onEnd: {}) == false)
        bell.hangUp()
        bell.ring()
    }
}

import RouterCore
import Synchronization
import Testing

@testable import RouterDispatch

@Suite("Transfer queue", .timeLimit(.minutes(1)))
struct TransferQueueTests {
    private let queue = TransferQueue()

    /// Transfers that nobody carries out.
    private func transfers(_ count: Int) throws -> [Transfer] {
        let loop = try TransferLoop(configuration: .init())
        defer { loop.stop() }
        return try (0..<count).map { _ in try Transfer(request(url: "http://127.0.0.1:1/"), on: loop) }
    }

    @Test("first in, first out")
    func order() throws {
        let transfers = try transfers(5)
        var taken: [Transfer] = []
        queue.take(into: &taken)
        #expect(taken.isEmpty)
        for transfer in transfers { #expect(queue.put(transfer) == .queued) }
        queue.take(into: &taken)
        #expect(taken.elementsEqual(transfers) { $0 === $1 })
    }

    @Test("only the first one who finds the thread asleep is to wake it")
    func sleep() throws {
        let transfers = try transfers(3)
        #expect(queue.prepareToSleep())
        #expect(queue.put(transfers[0]) == .foundAsleep)
        #expect(queue.put(transfers[1]) == .queued)
        #expect(!queue.prepareToSleep())
        #expect(!queue.interruptSleep())
        var taken: [Transfer] = []
        queue.take(into: &taken)
        #expect(taken.count == 2)
        #expect(queue.prepareToSleep())
        #expect(queue.interruptSleep())
        #expect(queue.put(transfers[2]) == .queued)
        // An end of sleep for another reason: a socket, a timer.
        queue.take(into: &taken)
        #expect(queue.prepareToSleep())
        queue.take(into: &taken)
        #expect(!queue.interruptSleep())
        #expect(taken.count == 3)
    }

    @Test("a closed queue hands out what is left and refuses the rest")
    func closed() throws {
        let transfers = try transfers(2)
        #expect(queue.put(transfers[0]) == .queued)
        var taken: [Transfer] = []
        queue.close(into: &taken)
        #expect(taken.count == 1)
        #expect(queue.put(transfers[1]) == .closed)
        #expect(!queue.interruptSleep())
    }

    @Test("errands add up until they are taken")
    func errands() throws {
        let transfer = try #require(try transfers(1).first)
        #expect(transfer.add(.start))
        #expect(!transfer.add(.end))
        #expect(transfer.takeErrands() == [.start, .end])
        #expect(transfer.takeErrands() == [])
        #expect(transfer.add(.resume))
    }

    @Test("with many that put and one that sleeps whenever it can, nothing is lost and nobody oversleeps")
    func stress() async throws {
        let bell = try #require(Doorbell())
        let transfers = try transfers(32)
        let ended = Atomic(0)
        await withTaskGroup(of: Void.self) { group in
            for share in 0..<4 {
                group.addTask { [queue] in
                    let own = transfers[(share * 8)..<(share * 8 + 8)]
                    func post(_ errand: Transfer.Errands, for transfer: Transfer) {
                        guard transfer.add(errand) else { return }
                        if queue.put(transfer) == .foundAsleep { bell.ring() }
                    }
                    for round in 0..<4_000 {
                        post(.resume, for: own[own.startIndex + round % own.count])
                        if round % 64 == 0 { await Task.yield() }
                    }
                    for transfer in own { post(.end, for: transfer) }
                }
            }
            await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
                let started = startThread { [queue] in
                    var set = SocketSet(doorbell: bell.descriptor)
                    var ready: [SocketSet.Ready] = []
                    var taken: [Transfer] = []
                    var count = 0
                    while true {
                        queue.take(into: &taken)
                        for transfer in taken where transfer.takeErrands().contains(.end) { count += 1 }
                        taken.removeAll(keepingCapacity: true)
                        guard count < transfers.count else { break }
                        guard queue.prepareToSleep() else { continue }
                        // Without an end: a lost wake-up would be a test that never returns.
                        if set.wait(milliseconds: -1, into: &ready) == true { bell.silence() }
                    }
                    ended.store(count, ordering: .releasing)
                    done.resume()
                }
                if !started { done.resume() }
            }
        }
        #expect(ended.load(ordering: .acquiring) == transfers.count)
    }
}

import Synchronization
import Testing

@testable import RouterSockets

@Suite("Socket loop", .timeLimit(.minutes(5)))
struct SocketLoopTests {
    /// Counts its turns and asks for the next one at set times.
    private final class Turns: LoopMember, @unchecked Sendable {
        let count = Atomic(0)
        let hasEnded = Atomic(false)
        var next: (LoopInstant) -> LoopInstant = { _ in .never }

        func turn(_ now: LoopInstant) -> LoopInstant {
            count.add(1, ordering: .relaxed)
            return next(now)
        }

        func loopEnds() { hasEnded.store(true, ordering: .relaxed) }
    }

    private final class Count: Sendable {
        let value = Atomic(0)
    }

    @Test("tasks that prefer the loop run on its thread, also after they have waited elsewhere")
    func tasks() async throws {
        let loop = try #require(SocketLoop())
        let places = await Task(executorPreference: loop) {
            let before = loop.isCurrent
            let elsewhere = await Task.detached { loop.isCurrent }.value
            return [before, elsewhere, loop.isCurrent]
        }.value
        #expect(places == [true, false, true])
        loop.stop()
        await loop.end()
    }

    @Test("with many that give it work and a thread that sleeps whenever it can, nothing is lost")
    func stress() async throws {
        let loop = try #require(SocketLoop())
        let done = Count()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    for round in 0..<2_000 {
                        await withCheckedContinuation { continuation in
                            loop.execute {
                                done.value.add(1, ordering: .relaxed)
                                continuation.resume()
                            }
                        }
                        if round % 16 == 0 { await Task.yield() }
                    }
                }
            }
        }
        let count = done.value.load(ordering: .relaxed)
        #expect(count == 12_000)
        loop.stop()
        await loop.end()
    }

    @Test("a member has its turn when it asks for one, without any other news")
    func turns() async throws {
        let loop = try #require(SocketLoop())
        let turns = Turns()
        await withCheckedContinuation { continuation in
            turns.next = { now in
                if turns.count.load(ordering: .relaxed) == 5 { continuation.resume() }
                return turns.count.load(ordering: .relaxed) < 5 ? now.advanced(byNanoseconds: 2_000_000) : .never
            }
            loop.execute { loop.add(turns) }
        }
        loop.stop()
        await loop.end()
        let hasEnded = turns.hasEnded.load(ordering: .relaxed)
        #expect(hasEnded)
    }

    @Test("after its end a loop takes no work, and tasks that prefer it are not lost")
    func ended() async throws {
        let loop = try #require(SocketLoop())
        let (stream, continuation) = AsyncStream<Int>.makeStream()
        let task = Task(executorPreference: loop) {
            var sum = 0
            for await number in stream { sum += number }
            return sum
        }
        loop.stop()
        await loop.end()
        #expect(!loop.execute {})
        continuation.yield(3)
        continuation.finish()
        #expect(await task.value == 3)
    }
}

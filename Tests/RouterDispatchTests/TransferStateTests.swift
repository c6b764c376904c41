import Testing

@testable import RouterDispatch

@Suite("Transfer state")
struct TransferStateTests {
    private typealias State = TransferState<String, Int>

    private let head = ReplyHead(status: 200)
    private let error = DispatchError(.cutOff, upstream: "lab", reason: "cut")

    /// A delivery in words.
    private func text(_ delivery: State.Delivery?) -> String {
        switch delivery {
        case nil: "nobody"
        case .head(let waiter, .success(let head)): "\(waiter): \(head.status)"
        case .head(let waiter, .failure(let error)): "\(waiter): \(name(error))"
        case .piece(let waiter, .success(let bytes)): "\(waiter): \(bytes.map { "\($0)" } ?? "end")"
        case .piece(let waiter, .failure(let error)): "\(waiter): \(name(error))"
        }
    }

    private func text(_ taken: State.Taken) -> String {
        switch taken {
        case .piece(let bytes, let resumes): resumes ? "\(bytes), go on" : "\(bytes)"
        case .end: "end"
        case .failure(let error): name(error)
        case .nothing: "nothing"
        }
    }

    private func name(_ error: any Error) -> String { (error as? DispatchError)?.label ?? "\(type(of: error))" }

    /// A transfer whose head was delivered.
    private func streaming(highWater: Int = 100) -> State {
        var state = State(highWater: highWater)
        #expect(text(state.begin("head")) == "nobody")
        state.receive(head)
        #expect(text(state.flush().delivery) == "head: 200")
        return state
    }

    private func receive(_ bytes: [UInt8], _ state: inout State) -> Bool { state.receive(bytes.span.bytes) }

    @Test("the head goes to its waiter once, and the body that came with it stays")
    func headOnce() {
        var state = State(highWater: 100)
        _ = state.begin("head")
        #expect(text(state.flush().delivery) == "nobody")
        state.receive(head)
        #expect(receive([1, 2], &state))
        state.finish(.complete)
        #expect(text(state.flush().delivery) == "head: 200")
        #expect(text(state.flush().delivery) == "nobody")
        #expect(text(state.take()) == "[1, 2]")
        #expect(text(state.take()) == "end")
        #expect(text(state.take()) == "end")
    }

    @Test("pieces that wait are handed over as one")
    func merged() {
        var state = streaming()
        for byte in 1...3 { #expect(receive([UInt8(byte)], &state)) }
        #expect(text(state.wait(7)) == "[1, 2, 3]")
        #expect(text(state.wait(8)) == "nothing")
        #expect(receive([4], &state))
        #expect(receive([5], &state))
        #expect(text(state.flush().delivery) == "8: [4, 5]")
        #expect(text(state.flush().delivery) == "nobody")
    }

    @Test("above the high-water mark nothing is accepted until the consumer has drained")
    func pause() {
        var state = streaming(highWater: 4)
        #expect(receive([1, 2, 3], &state))
        #expect(receive([4, 5, 6], &state))
        #expect(!receive([7], &state))
        #expect(state.isPaused)
        #expect(text(state.take()) == "[1, 2, 3, 4, 5, 6], go on")
        #expect(!state.isPaused)
        #expect(receive([7], &state))
        #expect(text(state.take()) == "[7]")
    }

    @Test("a pause that falls into the round that feeds a waiter is lifted with the delivery")
    func pauseWhileWaiting() {
        var state = streaming(highWater: 2)
        #expect(text(state.wait(1)) == "nothing")
        #expect(receive([1, 2], &state))
        #expect(!receive([3], &state))
        let (delivery, resumes) = state.flush()
        #expect(text(delivery) == "1: [1, 2]")
        #expect(resumes)
        #expect(!state.isPaused)
    }

    @Test("a failure comes after the bytes before it, and again on every further call")
    func failureLast() {
        var state = streaming()
        #expect(receive([1], &state))
        state.finish(.failed(error))
        #expect(text(state.take()) == "[1]")
        #expect(text(state.take()) == "cut_off")
        #expect(text(state.wait(3)) == "cut_off")
    }

    @Test("who waits is told the end, whatever it is")
    func ends() {
        var state = streaming()
        #expect(text(state.wait(1)) == "nothing")
        state.finish(.complete)
        #expect(text(state.flush().delivery) == "1: end")
        var failing = streaming()
        #expect(text(failing.wait(2)) == "nothing")
        failing.finish(.failed(error))
        #expect(text(failing.flush().delivery) == "2: cut_off")
        var headless = State(highWater: 1)
        _ = headless.begin("head")
        headless.finish(.failed(error))
        #expect(text(headless.flush().delivery) == "head: cut_off")
        #expect(text(headless.flush().delivery) == "nobody")
    }

    @Test("cancelling tells who waits, once, and drops what was waiting")
    func cancelled() {
        var state = streaming()
        #expect(text(state.wait(1)) == "nothing")
        let (delivery, wasLive) = state.cancel()
        #expect(text(delivery) == "1: CancellationError")
        #expect(wasLive)
        let again = state.cancel()
        #expect(text(again.delivery) == "nobody")
        #expect(!again.wasLive)
        #expect(receive([1], &state))
        state.finish(.complete)
        #expect(text(state.take()) == "CancellationError")
    }

    @Test("a transfer cancelled before it begins is refused at once")
    func cancelledFirst() {
        var state = State(highWater: 1)
        #expect(state.cancel().wasLive)
        #expect(text(state.begin("head")) == "head: CancellationError")
        #expect(!state.isLive)
    }

    @Test("cancelling while the head is awaited tells its waiter")
    func cancelledAtHead() {
        var state = State(highWater: 1)
        _ = state.begin("head")
        state.receive(head)
        #expect(text(state.cancel().delivery) == "head: CancellationError")
        #expect(text(state.flush().delivery) == "nobody")
    }

    @Test("cancelling after the end is nothing for the loop")
    func cancelledLast() {
        var state = streaming()
        state.finish(.complete)
        #expect(!state.cancel().wasLive)
    }
}

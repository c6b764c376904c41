import Synchronization

/// Opens once, with a word from whoever is first; one waits for it.
final class OneShotGate: Sendable {
    private enum State {
        case closed
        case awaited(CheckedContinuation<Bool, Never>)
        case open(Bool)
    }

    private let state = Mutex(State.closed)

    /// Opens the gate, unless it is open.
    func open(_ word: Bool) {
        let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            switch state {
            case .open: return nil
            case .closed:
                state = .open(word)
                return nil
            case .awaited(let continuation):
                state = .open(word)
                return continuation
            }
        }
        waiter?.resume(returning: word)
    }

    /// Returns the word with which the gate was opened.
    func wait() async -> Bool {
        await withCheckedContinuation { continuation in
            let word = state.withLock { state -> Bool? in
                if case .open(let word) = state { return word }
                state = .awaited(continuation)
                return nil
            }
            if let word { continuation.resume(returning: word) }
        }
    }
}

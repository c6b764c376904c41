import Foundation
import Synchronization

/// A line of progress on standard error: a bar on a terminal, a line every ten seconds elsewhere.
final class ProgressLine: Sendable {
    private struct State {
        var lastShown: ContinuousClock.Instant
        var isShown = false
    }

    private let title: String
    private let isQuiet: Bool
    private let start = ContinuousClock.now
    private let state: Mutex<State>

    /// Starts at nothing done.
    init(_ title: String, isQuiet: Bool) {
        self.title = title
        self.isQuiet = isQuiet
        state = Mutex(State(lastShown: start))
    }

    /// Shows the share that is done, in [0, 1], if the last time is long enough ago.
    func report(_ share: Double) {
        guard !isQuiet else { return }
        let now = ContinuousClock.now
        let pause: Duration = Console.isErrorTerminal ? .milliseconds(100) : .seconds(10)
        state.withLock { state in
            guard now - state.lastShown >= pause else { return }
            state.lastShown = now
            state.isShown = true
            let elapsed = (now - start).seconds
            let remaining = share > 0.01 ? ", about \(Int((elapsed / share - elapsed).rounded(.up))) s left" : ""
            if Console.isErrorTerminal {
                let filled = Int(share * 30)
                let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
                FileHandle.standardError.write(Data("\r\(title) \(bar) \(Int(share * 100)) %\(remaining)\u{1B}[K".utf8))
            } else {
                Console.note("\(title): \(Int(share * 100)) %\(remaining)")
            }
        }
    }

    /// Takes the bar away.
    func finish() {
        guard !isQuiet, Console.isErrorTerminal, state.withLock({ $0.isShown }) else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}

import Foundation
import Synchronization
import UnixSignals

/// Whether the user has asked a running command to end: the first signal lets running calls finish, the second ends the
/// program.
final class InterruptFlag: Sendable {
    private let state = Atomic(false)

    /// Whether a signal has come.
    var isSet: Bool { state.load(ordering: .relaxed) }

    /// Runs work that looks at the flag.
    ///
    /// - Throws: what the work throws.
    static func watching<Value>(_ work: (InterruptFlag) async throws -> Value) async rethrows -> Value {
        let flag = InterruptFlag()
        let watch = Task {
            for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                if flag.state.exchange(true, ordering: .relaxed) { exit(130) }
                Console.note("running calls are waited for; once more to end at once")
            }
        }
        defer { watch.cancel() }
        return try await work(flag)
    }
}

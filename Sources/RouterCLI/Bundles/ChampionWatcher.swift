import Foundation
import RouterEngine
import ServiceLifecycle
import UnixSignals

/// Puts another bundle into use while the server runs: when the champion of the store changes, and on SIGHUP.
///
/// Whoever promotes or rolls back, another process or a service of this one, changes the store and nothing else. The
/// bundle is read on a thread that answers no requests; requests under way end with the one that they began with. A
/// bundle that cannot be read is refused, and the one before stays.
struct ChampionWatcher: Service {
    /// A bundle prepared for the server's pool.
    struct Prepared: Sendable {
        let maker: DecisionMaker
        /// Why it is this one, for people.
        let reason: String
    }

    /// What is looked at for changes; `nil` = only signals count, as the bundle was named by its folder.
    let pointer: URL?
    /// How the pointer looked before the bundle in use was read.
    let seen: PointerStamp?
    let current: CurrentModel
    let metrics: GatewayMetrics
    /// Time between two looks, each of which costs one system call.
    var interval = Duration.seconds(1)
    /// Reads the bundle that is to be used.
    let load: @Sendable () throws -> Prepared
    /// Takes a line for people.
    let note: @Sendable (String) -> Void

    private enum Cause { case time, signal }

    /// Watches until shutdown.
    func run() async throws {
        let (causes, announce) = AsyncStream<Cause>.makeStream()
        try? await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) { announce.yield(.signal) }
                }
                if pointer != nil {
                    tasks.addTask {
                        while true {
                            try await Task.sleep(for: interval)
                            announce.yield(.time)
                        }
                    }
                }
                // One change after the other, so that the latest one is the last to be put into use.
                tasks.addTask {
                    var seen = seen
                    for await cause in causes {
                        switch cause {
                        case .time: await follow(&seen)
                        case .signal: await reload(&seen)
                        }
                    }
                }
                defer { tasks.cancelAll() }
                // None of them ends by itself: what ends is the wait, with the shutdown.
                try await tasks.next()
            }
        }
    }

    /// Puts the champion into use if the pointer looks other than it did.
    func follow(_ seen: inout PointerStamp?) async {
        guard let pointer, PointerStamp(of: pointer) != seen else { return }
        await reload(&seen)
    }

    /// Reads the bundle anew and puts it into use.
    func reload(_ seen: inout PointerStamp?) async {
        // Looked at first: what changes while the bundle is read is seen the next time.
        seen = pointer.flatMap { PointerStamp(of: $0) }
        switch await prepared() {
        case .success(let prepared):
            current.swap(to: prepared.maker)
            metrics.bundleChanged(isInUse: true)
            note("bundle \(prepared.maker.bundleID) is in use: \(prepared.reason)")
        case .failure(let error):
            metrics.bundleChanged(isInUse: false)
            note("bundle \(current.value?.bundleID ?? "none") stays in use: \(error)")
        }
    }

    /// The bundle, read on a thread of its own kind.
    private func prepared() async -> Result<Prepared, any Error> {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { [load] in
                continuation.resume(returning: Result { try load() })
            }
        }
    }
}

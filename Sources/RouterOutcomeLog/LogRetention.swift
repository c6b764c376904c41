import Foundation
package import Logging
import ServiceLifecycle

/// Prunes the log of a running server by itself, once at the start and then once an hour.
package struct LogRetention: Service {
    private static let interval = Duration.seconds(3600)

    private let path: String
    private let limits: RetentionLimits
    private let logger: Logger
    private let clock: any Clock<Duration>

    /// Keeps what is to be done.
    ///
    /// - Parameters:
    ///   - path: the SQLite file, which has been opened for writing before.
    ///   - limits: what is kept.
    ///   - logger: told what was deleted, and when it could not be.
    ///   - clock: measures the hours.
    package init(
        path: String, limits: RetentionLimits, logger: Logger, clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.path = path
        self.limits = limits
        self.logger = logger
        self.clock = clock
    }

    /// Prunes until shutdown, which ends a pruning that is under way.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await prune()
                // Cancelled is all that can go wrong with a sleep, and the loop sees that.
                try? await clock.sleep(for: Self.interval)
            }
        }
    }

    // A log that is too large must not cost anybody a reply: it is logged here, and tried again an hour later.
    private func prune() async {
        do {
            let report = try await LogPruner.open(path).prune(limits)
            guard report.prunedCount > 0 else { return }
            logger.info(
                "Outcome log is pruned",
                metadata: [
                    "router.log.pruned_decisions": "\(report.prunedCount)",
                    "router.log.kept_decisions": "\(report.keptCount)", "router.log.bytes": "\(report.bytesAfter)",
                ])
        } catch {
            logger.error(
                "Outcome log cannot be pruned",
                metadata: ["router.log.path": "\(path)", "router.log.reason": "\(error)"])
        }
    }
}

package import RouterCore
package import RouterEngine

/// What the routes of the server are answered with.
package struct GatewayServices: Sendable {
    /// Answers requests.
    package let engine: RoutingEngine
    /// Holds what was decided and what came of it.
    package let archive: any OutcomeArchive
    /// Names what is not ready; empty = everything is.
    package let missing: @Sendable () async -> [String]
    /// Entries of the outcome log that are not written yet, for `/metrics`.
    package let logQueueDepth: @Sendable () -> Int
    /// Commits of the outcome log that failed, for `/metrics`.
    package let failedLogWriteCount: @Sendable () -> Int

    /// Keeps the services.
    package init(
        engine: RoutingEngine, archive: any OutcomeArchive,
        missing: @escaping @Sendable () async -> [String], logQueueDepth: @escaping @Sendable () -> Int,
        failedLogWriteCount: @escaping @Sendable () -> Int = { 0 }
    ) {
        self.engine = engine
        self.archive = archive
        self.missing = missing
        self.logQueueDepth = logQueueDepth
        self.failedLogWriteCount = failedLogWriteCount
    }
}

import Logging

extension Logger {
    /// The program's logger: standard error, from a level on.
    static func program(level: Logger.Level) -> Logger {
        var logger = Logger(label: "autorouter") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}

import ArgumentParser
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterModel
import RouterOutcomeLog
import RouterSandbox
import RouterTables
import RouterTraining
import RouterWire

/// The one place where an error becomes a line on standard error and an exit code.
enum CommandFailure {
    /// Runs a command's work.
    ///
    /// - Throws: an exit code, after the error was shown.
    static func reporting(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let code as ExitCode {
            throw code
        } catch let error as ValidationError {
            throw error
        } catch {
            Console.note("autorouter: \(error)")
            throw exitCode(of: error)
        }
    }

    private static func exitCode(of error: any Error) -> ExitCode {
        switch error {
        case is ConfigurationError: ExitStatus.badConfiguration
        case let error as TableError where error.code == .unreadable: ExitStatus.unreadable
        case let error as TableError where error.code == .unwritable: ExitStatus.unwritable
        case is TableError, is TrainingError, is EvaluationError, is WireError: ExitStatus.badData
        case let error as ModelError where error.code == .unreadable: ExitStatus.unreadable
        case let error as ModelError where error.code == .unwritable: ExitStatus.unwritable
        case is ModelError: ExitStatus.badData
        case is EngineError: ExitStatus.noChoice
        case is CoreError, is SandboxError: .validationFailure
        case let error as OutcomeLogError where error.code == .writeFailed: ExitStatus.unwritable
        case is OutcomeLogError: ExitStatus.unreadable
        default: .failure
        }
    }
}

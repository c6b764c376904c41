import GRDB
import Synchronization

/// Moves committed pages from the WAL into the database beside the writer, on a connection of its own.
///
/// A checkpoint forces the WAL and then the database to the disk: half a second for 32 MB of rows where the disk takes
/// 129 MB/s. Done by the writer alone, as SQLite does it by default, that stops all commits meanwhile; beside it, the
/// writer's own checkpoints find little left to do. These stay, less often: only they can start the WAL over while entries
/// keep coming.
final class Checkpointer: Sendable {
    /// So many bytes of rows between two checkpoints.
    private static let interval = 32 << 20

    private struct State {
        var writtenBytes = 0
        var isRunning = false
        var isClosed = false
    }

    private let database: DatabaseQueue
    private let state = Mutex(State())

    init(_ database: DatabaseQueue) { self.database = database }

    /// Counts bytes that were committed; tells whether ``run()`` should be called.
    func isDue(after bytes: Int) -> Bool {
        state.withLock { state in
            state.writtenBytes += bytes
            guard state.writtenBytes >= Self.interval, !state.isRunning else { return false }
            (state.writtenBytes, state.isRunning) = (0, true)
            return true
        }
    }

    /// One checkpoint of what is committed now; waits for nobody's lock.
    func run() async {
        // A failure loses nothing: the next checkpoint, or the writer's own, does the work.
        _ = try? await database.writeWithoutTransaction { try $0.checkpoint(.passive) }
        state.withLock { $0.isRunning = false }
    }

    /// Moves all that is left and closes the connection, so that one file holds everything; it blocks.
    ///
    /// Closing the last connection would do it too, but statements that are kept for reuse keep connections open for as
    /// long as the process lives.
    func close() {
        // A closed connection is none to write to, and a log may be closed twice.
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        _ = try? database.writeWithoutTransaction { database in
            // Another process may be reading: then what it does not need is moved, and the rest the next time.
            if (try? database.checkpoint(.truncate)) == nil { try database.checkpoint(.passive) }
        }
        try? database.close()
    }
}

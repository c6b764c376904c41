import RouterCore
import RouterEngine
import RouterOutcomeLog
import RouterTables
import RouterWire

/// Where the prompts of a comparison come from, one after the other.
final class ComparedPrompts {
    private enum Source {
        case file(LineReader, path: String)
        case log(OutcomeLogReader, keys: ArraySlice<Int64>)
    }

    private var source: Source
    private var left: Int
    /// Prompts that come at most.
    let expectedCount: Int
    /// Prompts that cannot be sent again as they are: with tool calls, or not ending with the user.
    private(set) var skippedCount = 0

    /// Prompts of a file of one prompt a line, see ``RouterTables/PromptLine``.
    ///
    /// - Throws: ``RouterTables/TableError`` with `.unreadable`.
    init(file path: String, limit: Int) throws {
        source = .file(try LineReader(path: path), path: path)
        (left, expectedCount) = (limit, limit)
    }

    /// Stored prompts of a log by their keys.
    init(_ reader: OutcomeLogReader, keys: [Int64]) {
        source = .log(reader, keys: keys[...])
        (left, expectedCount) = (keys.count, keys.count)
    }

    /// The turns of the next prompt; `nil` = there is none, or the limit is reached.
    ///
    /// - Throws: ``RouterTables/TableError`` for a bad line; what the log throws if it cannot be read.
    func next() async throws -> [PromptTurn]? {
        guard left > 0 else { return nil }
        while let turns = try await nextTurns() {
            if let turns, turns.last?.role == .user, !turns.contains(where: { $0.role == .tool }) {
                left -= 1
                return turns
            }
            skippedCount += 1
        }
        return nil
    }

    /// The next entry's turns, `.some(nil)` where they cannot be read.
    private func nextTurns() async throws -> [PromptTurn]?? {
        switch source {
        case .file(let lines, let path):
            while let line = try lines.next() {
                guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { continue }
                do throws(WireError) {
                    return .some(try PromptLine(line).request.turns)
                } catch {
                    throw TableError(.badLine, path: path, line: lines.lineNumber, error.description)
                }
            }
            return nil
        case .log(let reader, var keys):
            guard let key = keys.popFirst() else { return nil }
            source = .log(reader, keys: keys)
            return .some(try await reader.prompt(key).flatMap { StoredPrompt.turns(of: $0) })
        }
    }
}

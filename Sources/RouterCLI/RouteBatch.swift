import Dispatch
import RouterCore
import RouterEngine
import RouterTables
import RouterWire
import Synchronization

/// A decision in the form in which it will be printed, and no more: a file's decisions do not stay in memory.
enum RenderedDecision: Sendable {
    /// For tables: the decision and the beginning of the prompt.
    case row(RoutingDecision, preview: String?)
    /// As JSON text.
    case json([UInt8])

    init(_ decision: RoutingDecision, preview: String?, format: RouteCommand.OutputFormat) {
        guard format != .table else {
            self = .row(decision, preview: preview.map { TextTable.oneLine($0, maxCount: 34) })
            return
        }
        var writer = JSONWriter(reservingBytes: 256 * (decision.candidates.count + 2))
        DecisionJSON.write(decision, to: &writer)
        self = .json(writer.bytes)
    }
}

/// Decides for many lines at once, on all cores, in the order of the lines.
struct RouteBatch: Sendable {
    /// Lines that are held in memory at a time.
    static let lineCount = 256

    /// What came of one line.
    enum LineOutcome: Sendable {
        case decided(RenderedDecision)
        case unroutable(EngineError)
        case unreadable(WireError)
    }

    let maker: DecisionMaker
    let constraints: RoutingConstraints
    let seed: UInt64
    let format: RouteCommand.OutputFormat

    /// Decides for one request.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - id: name of the decision.
    ///   - line: its number in a file, which is added to the seed, so that each line has a draw of its own.
    /// - Returns: the decision.
    /// - Throws: ``RouterEngine/EngineError`` if nobody can serve the request.
    func decide(_ request: RoutingRequest, id: String, line: Int = 0) throws -> RoutingDecision {
        var request = request
        request.constraints = constraints
        return try maker.decide(request, id: id, seed: seed &+ UInt64(line))
    }

    /// Decides for lines of a file.
    ///
    /// - Parameters:
    ///   - lines: plain text or JSON objects.
    ///   - firstNumbers: the lines' numbers in the file, the id of those that have none.
    /// - Returns: what came of each line, in their order.
    func decide(_ lines: [[UInt8]], firstNumbers: [Int]) -> [LineOutcome] {
        let pieces = (lines.count + Self.pieceCount - 1) / Self.pieceCount
        let outcomes = Mutex([[LineOutcome]](repeating: [], count: pieces))
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            let range = piece * Self.pieceCount..<min(lines.count, (piece + 1) * Self.pieceCount)
            let own = range.map { outcome(of: lines[$0], number: firstNumbers[$0]) }
            outcomes.withLock { $0[piece] = own }
        }
        return outcomes.withLock { $0.flatMap { $0 } }
    }

    private static let pieceCount = 16

    private func outcome(of bytes: [UInt8], number: Int) -> LineOutcome {
        do {
            let line = try PromptLine(bytes)
            let decision = try decide(line.request, id: line.id ?? String(number), line: number)
            let spoken = line.request.turns.last { $0.role == .user } ?? line.request.turns.last
            return .decided(RenderedDecision(decision, preview: spoken?.text, format: format))
        } catch let error as EngineError {
            return .unroutable(error)
        } catch let error as WireError {
            return .unreadable(error)
        } catch {
            return .unreadable(WireError(.invalidValue, "\(error)"))
        }
    }
}

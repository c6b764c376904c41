import RouterWire
import Synchronization

/// Counts what the sandbox was asked, by model.
final class SandboxStatistics: Sendable {
    /// Counters of one model.
    struct Counts: Sendable, Hashable {
        /// Chat completions that named it, whatever became of them.
        var requests = 0
        /// Those that were answered with an error status.
        var errors = 0
        /// Those that were answered by a stream.
        var streams = 0
        /// Those whose client left before the answer was complete.
        var clientsLeft = 0
        /// Completion tokens of its replies, sent or not.
        var completionTokens = 0
    }

    /// The most names that are counted apart; further ones share ``otherModels``.
    static let maxModels = 1024
    /// The name under which further models are counted.
    static let otherModels = "(other)"

    private let counts = Mutex<[String: Counts]>([:])

    /// Counts a request; returns how many the model had before.
    func began(_ model: String) -> Int {
        counts.withLock { counts in
            let name = counts[model] != nil || counts.count < Self.maxModels ? model : Self.otherModels
            let before = counts[name, default: Counts()].requests
            counts[name, default: Counts()].requests += 1
            return before
        }
    }

    /// Counts the kind of answer.
    func answered(_ model: String, _ reply: SimulatedReply) {
        change(model) { counts in
            counts.errors += reply.isError ? 1 : 0
            counts.streams += reply.isStream ? 1 : 0
            counts.completionTokens += reply.completionTokens
        }
    }

    /// Counts an answer that was given up because its client left.
    func clientLeft(_ model: String) { change(model) { $0.clientsLeft += 1 } }

    private func change(_ model: String, _ body: (inout Counts) -> Void) {
        counts.withLock { body(&$0[$0[model] != nil ? model : Self.otherModels, default: Counts()]) }
    }

    /// The counters as they stand.
    var snapshot: [String: Counts] { counts.withLock { $0 } }

    /// The counters as JSON text, models in the order of their names.
    var bytes: [UInt8] {
        let snapshot = snapshot
        var json = JSONWriter()
        json.object { json in
            json.key("simulated", bool: true)
            json.key("requests", int: snapshot.values.reduce(0) { $0 + $1.requests })
            json.key("models")
            json.object { json in
                for (name, counts) in snapshot.sorted(by: { $0.key < $1.key }) {
                    json.key(name)
                    json.object { json in write(counts, &json) }
                }
            }
        }
        return json.bytes
    }

    private func write(_ counts: Counts, _ json: inout JSONWriter) {
        let members = [
            ("requests", counts.requests), ("errors", counts.errors), ("streams", counts.streams),
            ("clients_left", counts.clientsLeft), ("completion_tokens", counts.completionTokens),
        ]
        for (key, count) in members {
            json.key(key, int: count)
        }
    }
}

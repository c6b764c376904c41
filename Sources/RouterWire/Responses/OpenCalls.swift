/// The calls that a streamed reply has begun, told apart however the upstream marks them.
///
/// Clients hear of one call after the other, as OpenAI sends them, whatever the order in which an upstream sends their
/// pieces: the live call is told as it grows, those after it wait.
struct OpenCalls: Sendable {
    /// One call.
    struct Pending: Sendable {
        /// The upstream's number for it; `nil` = it gives none.
        let index: Int?
        /// JSON string without quotes.
        var id: [UInt8]
        /// JSON string without quotes.
        var name: [UInt8]
        /// All arguments so far; JSON string without quotes.
        var arguments: [UInt8]
        /// How many bytes of ``arguments`` were told.
        private var told = 0
        /// Its item, once it has one.
        var item: Int?

        /// Begins with a first piece.
        init(_ piece: ChatDelta.Call) {
            (index, id, name, arguments) = (piece.index, piece.id, piece.name, piece.arguments)
        }

        /// The arguments that were not told yet, which count as told from now on.
        mutating func takeNews() -> [UInt8] {
            defer { told = arguments.count }
            return Array(arguments[told...])
        }

        /// Whether the arguments are whole JSON, to which nothing can be added.
        var isComplete: Bool {
            guard arguments.last == UInt8(ascii: "}") else { return false }
            let quote = UInt8(ascii: "\"")
            guard let text = try? JSONDocument([quote] + arguments + [quote]).root.string else { return false }
            return (try? JSONDocument(text: text)) != nil
        }
    }

    private var pending: [Pending] = []
    private var closed = 0

    /// How many there are.
    var count: Int { pending.count }
    /// The position of the call whose turn it is; `nil` = all are closed.
    var live: Int? { closed < pending.count ? closed : nil }

    subscript(which: Int) -> Pending {
        get { pending[which] }
        set { pending[which] = newValue }
    }

    /// Ends the turn of the live call.
    mutating func closeLive() { closed += 1 }

    /// Takes a piece.
    ///
    /// Pieces carry an index; some servers leave it out, or give all calls the same one and distinct ids.
    mutating func take(_ piece: ChatDelta.Call) {
        let known = pending.lastIndex { piece.index == nil || $0.index == piece.index }
        if let known, !isNew(piece, beside: pending[known]) {
            if pending[known].id.isEmpty { pending[known].id = piece.id }
            if pending[known].name.isEmpty { pending[known].name = piece.name }
            pending[known].arguments += piece.arguments
        } else {
            pending.append(Pending(piece))
        }
    }

    private func isNew(_ piece: ChatDelta.Call, beside known: Pending) -> Bool {
        !piece.id.isEmpty && !known.id.isEmpty && piece.id != known.id && !piece.name.isEmpty
    }
}

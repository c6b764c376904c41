/// One event of a simulated stream, before it is written as JSON.
enum StreamStep: Sendable, Hashable {
    /// The role of a choice.
    case role(choice: Int)
    /// A token of a choice, by its index; `waits` unless it is the first of the stream.
    case token(choice: Int, index: Int, waits: Bool)
    /// The name of the function that a choice calls.
    case call(choice: Int)
    /// The end of a choice.
    case finish(choice: Int)
    /// Token counts.
    case usage
    /// `[DONE]`.
    case done
    /// An error after content.
    case error
    /// Data that is not JSON.
    case brokenJSON

    /// Whether the time of one token passes before it.
    var waits: Bool {
        if case .token(_, _, let waits) = self { waits } else { false }
    }

    /// The events of a reply in order, cut short as the behaviour says.
    static func steps(of choices: [ReplyContent], behaviour: SandboxBehaviour, wantsUsage: Bool) -> [StreamStep] {
        var steps: [StreamStep] = []
        var contents = 0
        let limit = [behaviour.failure.cutAfter, behaviour.failure.streamErrorAfter].compactMap { $0 }.min()
        for (choice, content) in choices.enumerated() {
            steps.append(.role(choice: choice))
            if content.function != nil { steps.append(.call(choice: choice)) }
            for index in content.pieces.indices {
                if contents == limit { break }
                if contents == behaviour.failure.badEventAfter { steps.append(.brokenJSON) }
                steps.append(.token(choice: choice, index: index, waits: contents > 0))
                contents += 1
            }
            if limit != nil, contents == limit { break }
            steps.append(.finish(choice: choice))
        }
        // A reply that is shorter than the limit is cut, too: before its last events.
        guard limit == nil else {
            return behaviour.failure.streamErrorAfter == limit ? steps + [.error] : steps
        }
        if wantsUsage, !behaviour.omitsUsage { steps.append(.usage) }
        if !behaviour.omitsDone { steps.append(.done) }
        return steps
    }
}

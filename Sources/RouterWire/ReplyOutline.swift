/// Where those parts of a reply or a chunk stand that matter to the router, as node numbers of a ``JSONTree``.
struct ReplyOutline {
    /// A `usage` that is an object.
    private(set) var usage: Int?
    /// An `error` that is no null; the first choice's where only that has one and says so in its finish reason, and the
    /// whole text where its `object` is `error`.
    private(set) var error: Int?
    /// Whether the first choice's finish reason is `error`.
    private(set) var endsInError = false
    /// A `created` that is a number.
    private(set) var created: Int?
    /// Number of choices.
    private(set) var choiceCount = 0
    /// The first choice's `finish_reason` if it is a text.
    private(set) var finishReason: Int?
    /// Whether any choice brings text, reasoning, a refusal or a tool call.
    private(set) var bringsContent = false
    /// The last text in the first choice's `delta`: the one that differs from chunk to chunk.
    private(set) var changingText: Int?

    /// Reads the outermost object.
    init(of tree: JSONTree, shape: ReplyShape) {
        var choices: Int?
        var isErrorObject = false
        tree.forEachMember(of: 0) { key, value in
            if tree.isText(key, "choices") {
                choices = value
            } else if tree.isText(key, "usage") {
                usage = tree.kind(value) == .object ? value : nil
            } else if tree.isText(key, "error") {
                error = tree.kind(value) == .null ? nil : value
            } else if tree.isText(key, "created") {
                created = tree.kind(value) == .number ? value : nil
            } else if tree.isText(key, "object") {
                isErrorObject = tree.isText(value, "error")
            }
        }
        if let choices { read(choices, tree, shape) }
        if error == nil, isErrorObject, choiceCount == 0 { error = 0 }
    }

    private mutating func read(_ choices: Int, _ tree: JSONTree, _ shape: ReplyShape) {
        var firstError: Int?
        tree.forEachElement(of: choices) { choice in
            let isFirst = choiceCount == 0
            choiceCount += 1
            tree.forEachMember(of: choice) { key, value in
                if tree.isText(key, "delta") {
                    readDelta(value, tree, isFirst: isFirst)
                } else if shape == .completion, tree.isText(key, "text") {
                    bringsContent = bringsContent || !tree.isEmpty(value)
                    if isFirst, tree.kind(value) == .string { changingText = value }
                } else if isFirst, tree.isText(key, "finish_reason") {
                    finishReason = tree.kind(value) == .string ? value : nil
                } else if isFirst, tree.isText(key, "error") {
                    firstError = tree.kind(value) == .null ? nil : value
                }
            }
        }
        endsInError = finishReason.map { tree.isText($0, "error") } ?? false
        if error == nil, endsInError { error = firstError }
    }

    private mutating func readDelta(_ delta: Int, _ tree: JSONTree, isFirst: Bool) {
        tree.forEachMember(of: delta) { key, value in
            guard !tree.isText(key, "role") else { return }
            bringsContent = bringsContent || !tree.isEmpty(value)
            guard isFirst else { return }
            // Keys are strings too: only what stands behind a key or in a list changes from chunk to chunk.
            switch tree.kind(value) {
            case .string: changingText = value
            case .array, .object: changingText = lastText(in: value, tree) ?? changingText
            case .number, .bool, .null: break
            }
        }
    }

    private func lastText(in node: Int, _ tree: JSONTree) -> Int? {
        var found: Int?
        func visit(_ value: Int) {
            switch tree.kind(value) {
            case .string: found = value
            case .array, .object: found = lastText(in: value, tree) ?? found
            case .number, .bool, .null: break
            }
        }
        tree.forEachElement(of: node, visit)
        tree.forEachMember(of: node) { visit($1) }
        return found
    }
}

import RouterCore

/// Puts the router's names into replies and chunks and fills in what strict clients miss, in one pass; every byte that
/// is not replaced stays.
struct ReplySplicer: Sendable {
    /// What becomes of the member `usage`.
    enum UsageEdit {
        /// It stays as it is.
        case keep
        /// It is left out.
        case cut
        /// It is replaced by this JSON text.
        case replace([UInt8])
    }

    private let shape: ReplyShape
    private let isOpenRouter: Bool
    private let id: [UInt8]
    private let model: [UInt8]
    private let provider: String

    init(_ context: ReplyContext, shape: ReplyShape) {
        self.shape = shape
        isOpenRouter = context.dialect == .openRouter
        id = Self.quoted(context.id)
        model = Self.quoted(context.model)
        provider = context.candidate.provider
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 2)
        JSONEscapes.append(text.utf8, quotedTo: &bytes)
        return bytes
    }

    /// Members of the outermost object that are there.
    private struct Seen: OptionSet {
        let rawValue: UInt8
        static let id = Seen(rawValue: 1)
        static let model = Seen(rawValue: 2)
        static let object = Seen(rawValue: 4)
        static let created = Seen(rawValue: 8)
        static let choices = Seen(rawValue: 16)
        static let provider = Seen(rawValue: 32)
        static let fingerprint = Seen(rawValue: 64)
    }

    /// Appends the text with its edits.
    ///
    /// - Parameters:
    ///   - tree: an object.
    ///   - usage: what becomes of its token counts.
    ///   - created: what is filled in as `created`, as JSON text.
    ///   - extras: further members.
    ///   - pen: stands at the beginning of the text.
    ///   - output: where it is written.
    func splice(
        _ tree: JSONTree, usage: UsageEdit, created: [UInt8], extras: [ReplyContext.ExtraMember], _ pen: inout JSONPen,
        into output: inout [UInt8]
    ) {
        var members = JSONMemberPen()
        var seen: Seen = []
        tree.forEachMember(of: 0) { key, value in
            if tree.isText(key, "usage"), case .cut = usage {
                members.cut(tree, key: key, value: value, &pen, into: &output)
                return
            }
            members.keep(tree, key: key, value: value, &pen)
            if tree.isText(key, "id") {
                seen.insert(.id)
                if shape.hasChoices { pen.replace(tree.range(value), by: id, into: &output) }
            } else if tree.isText(key, "model") {
                seen.insert(.model)
                pen.replace(tree.range(value), by: model, into: &output)
            } else if tree.isText(key, "choices") {
                seen.insert(.choices)
                var position = 0
                tree.forEachElement(of: value) { choice in
                    spliceChoice(choice, position, tree, &pen, into: &output)
                    position += 1
                }
            } else if tree.isText(key, "object") {
                seen.insert(.object)
            } else if tree.isText(key, "created") {
                seen.insert(.created)
            } else if tree.isText(key, "provider") {
                seen.insert(.provider)
            } else if tree.isText(key, "system_fingerprint") {
                seen.insert(.fingerprint)
            } else if case .replace(let json) = usage, tree.isText(key, "usage") {
                pen.replace(tree.range(value), by: json, into: &output)
            }
        }
        pen.copy(upTo: tree.range(0).upperBound - 1, into: &output)
        add(seen, created: created, &members, into: &output)
        for extra in extras { members.add(extra, into: &output) }
        pen.copy(upTo: tree.text.count, into: &output)
    }

    private func add(_ seen: Seen, created: [UInt8], _ members: inout JSONMemberPen, into output: inout [UInt8]) {
        if shape.hasChoices, !seen.contains(.id) { members.add("id", id, into: &output) }
        if !seen.contains(.object) { members.add("object", Self.quoted(shape.object.description), into: &output) }
        if shape.hasChoices, !seen.contains(.created) { members.add("created", created, into: &output) }
        if !seen.contains(.model) { members.add("model", model, into: &output) }
        if isOpenRouter, !seen.contains(.provider) { members.add("provider", Self.quoted(provider), into: &output) }
        if shape == .chat || shape == .completion, !seen.contains(.fingerprint) {
            members.add("system_fingerprint", Self.null, into: &output)
        }
        if shape.hasChoices, !seen.contains(.choices) { members.add("choices", Self.emptyList, into: &output) }
    }

    private static let null = Array("null".utf8)
    private static let emptyList = Array("[]".utf8)
    private static let emptyObject = Array("{}".utf8)

    private func spliceChoice(
        _ choice: Int, _ position: Int, _ tree: JSONTree, _ pen: inout JSONPen, into output: inout [UInt8]
    ) {
        guard tree.kind(choice) == .object else { return }
        var members = JSONMemberPen()
        var hasIndex = false
        var hasDelta = false
        var hasLogprobs = false
        var hasNative = false
        var finish: Int?
        tree.forEachMember(of: choice) { key, value in
            members.keep(tree, key: key, value: value, &pen)
            if tree.isText(key, "index") {
                hasIndex = true
            } else if tree.isText(key, "delta") {
                hasDelta = true
            } else if tree.isText(key, "logprobs") {
                hasLogprobs = true
            } else if tree.isText(key, "native_finish_reason") {
                hasNative = true
            } else if tree.isText(key, "finish_reason") {
                finish = value
                if isOpenRouter, let word = tree.string(value), FinishReason.normalised(word) != word {
                    pen.replace(tree.range(value), by: Self.quoted(FinishReason.normalised(word)), into: &output)
                }
            }
        }
        let isChunk = shape == .chatChunk
        guard
            !hasIndex || finish == nil || (isChunk && !hasDelta) || (!isChunk && !hasLogprobs)
                || (isOpenRouter && !hasNative)
        else { return }
        pen.copy(upTo: tree.range(choice).upperBound - 1, into: &output)
        if !hasIndex { members.add("index", String(position).utf8, into: &output) }
        if isChunk, !hasDelta { members.add("delta", Self.emptyObject, into: &output) }
        if finish == nil { members.add("finish_reason", Self.null, into: &output) }
        if !isChunk, !hasLogprobs { members.add("logprobs", Self.null, into: &output) }
        guard isOpenRouter, !hasNative, let finish, tree.kind(finish) == .string else { return }
        members.add("native_finish_reason", tree.bytes(finish), into: &output)
    }
}

import RouterCore
import RouterWire

/// What one choice of a simulated reply says, cut into the pieces that count as its tokens.
struct ReplyContent: Sendable, Hashable {
    /// The text, or the arguments of the call.
    let pieces: [String]
    /// The function that is called; `nil` = the pieces are text.
    let function: String?
    /// OpenAI's `finish_reason`.
    let finishReason: String

    /// The pieces in one.
    var text: String { pieces.joined() }

    /// An empty text.
    static let nothing = ReplyContent(pieces: [], finishReason: "stop")

    /// The sentence with which every text reply begins.
    static func label(model: String) -> String {
        "[simulated reply from sandbox model '\(model)'; no language model was called]"
    }

    /// Makes the content of a choice.
    ///
    /// - Parameters:
    ///   - request: what was asked.
    ///   - model: who answers; its verbosity decides the length.
    ///   - behaviour: may set length and size of the tokens of a text.
    ///   - choice: 0, 1, … up to the request's `n`.
    init(request: SandboxRequest, model: SandboxModel, behaviour: SandboxBehaviour, choice: Int) {
        let json: [UInt8]
        var function: String?
        let verdict = behaviour.judging.flatMap { JudgeSimulation($0, prompt: request.lastUserText ?? "")?.bytes }
        switch (verdict, request.form) {
        case (let verdict?, _): json = verdict
        case (nil, .text):
            self = .text(request, model, behaviour, seed: request.seed &+ UInt64(choice))
            return
        case (nil, .jsonObject), (nil, .json(schema: nil)): json = Array(#"{"simulated":true}"#.utf8)
        case (nil, .json(let schema?)): json = SchemaExample.bytes(for: schema)
        case (nil, .call(let name, let parameters)):
            function = name
            json = parameters.map(SchemaExample.bytes(for:)) ?? Array("{}".utf8)
        }
        let pieces = Self.pieces(of: String(decoding: json, as: UTF8.self))
        let isCut = request.maxTokens.map { $0 < pieces.count } ?? false
        self.pieces = isCut ? Array(pieces.prefix(request.maxTokens ?? 0)) : pieces
        self.function = function
        finishReason = isCut ? "length" : function == nil ? "stop" : "tool_calls"
    }

    private init(pieces: [String], finishReason: String) {
        self.pieces = pieces
        function = nil
        self.finishReason = finishReason
    }

    private static func text(
        _ request: SandboxRequest, _ model: SandboxModel, _ behaviour: SandboxBehaviour, seed: UInt64
    ) -> ReplyContent {
        let label = words(of: Self.label(model: request.model))
        var draw = StableDraw(seed: seed)
        let spread = draw.number(in: model.verbosity - model.verbosity / 2...model.verbosity + model.verbosity / 2)
        let wanted = behaviour.completionTokens ?? max(spread, label.count)
        let count = min(wanted, request.maxTokens ?? wanted)
        var pieces = Array(label.prefix(count))
        var filler = FillerText(seed: seed)
        while pieces.count < count { pieces.append(filler.next()) }
        if let size = behaviour.tokenBytes { pieces = pieces.map { padded($0, to: size) } }
        let isStopped = stop(&pieces, before: request.stops)
        return ReplyContent(pieces: pieces, finishReason: count < wanted && !isStopped ? "length" : "stop")
    }

    /// Ends the pieces before the first stop text in them; returns whether there was one.
    private static func stop(_ pieces: inout [String], before stops: [String]) -> Bool {
        let text = Array(pieces.joined().utf8)
        let ends = stops.compactMap { stop in
            text.indices.first { text[$0...].starts(with: stop.utf8) }
        }
        guard var left = ends.min() else { return false }
        var kept: [String] = []
        for piece in pieces where left > 0 {
            kept.append(String(decoding: piece.utf8.prefix(left), as: UTF8.self))
            left -= piece.utf8.count
        }
        pieces = kept
        return true
    }

    private static func words(of text: String) -> [String] {
        text.split(separator: " ").enumerated().map { $0.offset == 0 ? String($0.element) : " " + $0.element }
    }

    private static func padded(_ piece: String, to size: Int) -> String {
        piece + String(repeating: "x", count: max(0, size - piece.utf8.count))
    }

    /// Pieces of about four bytes, which no character straddles.
    private static func pieces(of json: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for character in json {
            piece.append(character)
            if piece.utf8.count >= 4 {
                pieces.append(piece)
                piece = ""
            }
        }
        return piece.isEmpty ? pieces : pieces + [piece]
    }
}

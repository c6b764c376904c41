package import Foundation
package import RouterCore

/// What somebody says of a reply.
package struct FeedbackBody: Sendable, Hashable {
    /// The decision that it is about.
    package let decisionID: String
    private let kind: String
    private let value: Double
    private let source: String
    private let detail: String?

    /// The longest comment that is kept, in characters.
    package static let maxCommentLength = 4096

    /// Reads `{"id", "score": 0…1}` or `{"id", "rating": "up" | "down"}`, with `comment` and `source` where there are any.
    ///
    /// - Throws: ``WireError`` naming the key.
    package init(body: [UInt8]) throws(WireError) {
        let root = try Self.object(body)
        decisionID = try Self.text("id", of: root)
        let score = try root.member("score", .number)
        let rating = try root.text("rating")
        switch (score, rating) {
        case (.some(let score), nil):
            guard let value = score.double, (0...1).contains(value) else {
                throw WireError(
                    .invalidValue, key: "score", "'score' is out of range; a number from 0 to 1 is expected")
            }
            self.value = value
        case (nil, "up"): value = 1
        case (nil, "down"): value = 0
        case (nil, .some):
            throw WireError(.invalidValue, key: "rating", "'rating' is not accepted; up or down is expected")
        default:
            throw WireError(.missingKey, key: "score", "either 'score' (0 to 1) or 'rating' (up or down) is expected")
        }
        kind = "feedback"
        source = try root.text("source") ?? "user"
        detail = try Self.comment(of: root)
    }

    /// OpenRouter's categories.
    private static let categories = [
        "latency", "incoherence", "incorrect_response", "formatting", "billing", "api_error", "other",
    ]

    /// Reads OpenRouter's `{"generation_id", "category", "comment"}`.
    ///
    /// - Throws: ``WireError`` naming the key.
    package init(generationBody body: [UInt8]) throws(WireError) {
        let root = try Self.object(body)
        decisionID = try Self.text("generation_id", of: root)
        let category = try Self.text("category", of: root)
        guard Self.categories.contains(category) else {
            throw WireError(
                .invalidValue, key: "category",
                "'category' is not accepted; one of \(Self.categories.joined(separator: ", ")) is expected")
        }
        kind = "complaint:" + category
        value = 0
        source = "user"
        detail = try Self.comment(of: root)
    }

    /// The same for the log.
    package func outcome(observedAt: Date) -> Outcome {
        Outcome(
            decisionID: decisionID, kind: kind, value: value, source: source, detail: detail, observedAt: observedAt)
    }

    private static func object(_ body: [UInt8]) throws(WireError) -> JSONValue {
        let root = try JSONDocument(body).root
        guard root.kind == .object else {
            throw WireError(.wrongType, "the request body is a JSON \(root.kind); an object is expected")
        }
        return root
    }

    private static func text(_ key: StaticString, of root: JSONValue) throws(WireError) -> String {
        guard let text = try root.text(key), !text.isEmpty else {
            throw WireError(.missingKey, key: key.description, "the key '\(key)' is missing; a text is expected")
        }
        return text
    }

    private static func comment(of root: JSONValue) throws(WireError) -> String? {
        guard let comment = try root.text("comment") else { return nil }
        guard comment.count <= maxCommentLength else {
            throw WireError(
                .invalidValue, key: "comment", "'comment' is longer than \(maxCommentLength) characters")
        }
        return comment
    }
}

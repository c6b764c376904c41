import Foundation
import RouterWire

/// Why a judge's answer is none; it is counted and scores nothing.
package enum JudgeAnswerProblem: String, Error, Sendable, Hashable, CaseIterable {
    /// It holds no JSON object.
    case noJSON = "no_json"
    /// The object has no score or winner, or one of another type.
    case noVerdict = "no_verdict"
    /// The score or winner is none of those that were offered.
    case outOfRange = "out_of_range"
}

/// What a judge says of one reply.
package struct JudgeGrade: Sendable, Hashable {
    /// How good it is, [0, 1].
    package let value: Double
    /// Why, in a word.
    package let reason: JudgeReason

    /// Reads a judge's answer: a score of 0 to 10 in its first JSON object.
    ///
    /// - Throws: ``JudgeAnswerProblem``.
    package init(answer: String) throws(JudgeAnswerProblem) {
        let object = try JudgeAnswer.object(in: answer)
        guard let score = object["score"]?.double ?? object["score"]?.string.flatMap({ Double($0) }) else {
            throw .noVerdict
        }
        guard (0...10).contains(score) else { throw .outOfRange }
        value = score / 10
        reason = JudgeAnswer.reason(in: object)
    }
}

/// Which of two replies a judge prefers, by their places in the question.
package enum JudgePreference: Sendable, Hashable {
    /// The one that was shown first.
    case first
    /// The one that was shown second.
    case second
    /// Neither.
    case neither

    /// Reads a judge's answer: a winner in its first JSON object.
    ///
    /// - Throws: ``JudgeAnswerProblem``.
    package init(answer: String) throws(JudgeAnswerProblem) {
        let object = try JudgeAnswer.object(in: answer)
        guard let winner = object["winner"]?.string ?? object["winner"]?.int.map(String.init) else { throw .noVerdict }
        switch winner.lowercased() {
        case "1": self = .first
        case "2": self = .second
        case "tie": self = .neither
        default: throw .outOfRange
        }
    }
}

/// Finds the verdict in what a judge says around it.
package enum JudgeAnswer {
    /// The most bytes of an answer that are looked at.
    private static let maxBytes = 65_536
    /// The most opening braces that are tried.
    private static let maxTries = 64

    /// The reason that a judge gives for an answer; ``JudgeReason/other`` where it gives none of the list.
    package static func reason(in answer: String) -> JudgeReason {
        (try? object(in: answer)).map { reason(in: $0) } ?? .other
    }

    static func reason(in object: JSONValue) -> JudgeReason {
        object["reason"]?.string.flatMap { JudgeReason(rawValue: $0.lowercased()) } ?? .other
    }

    /// The first JSON object of an answer; thoughts that a model has marked as such are skipped.
    static func object(in answer: String) throws(JudgeAnswerProblem) -> JSONValue {
        let said = answer.range(of: "</think>", options: .backwards).map { answer[$0.upperBound...] } ?? answer[...]
        let bytes = Array(said.utf8.prefix(maxBytes))
        var tries = 0
        var at = 0
        while let start = bytes[at...].firstIndex(of: UInt8(ascii: "{")), tries < maxTries {
            tries += 1
            at = start + 1
            guard let end = end(ofObjectAt: start, in: bytes) else { continue }
            if let document = try? JSONDocument(Array(bytes[start..<end])) { return document.root }
        }
        throw .noJSON
    }

    /// The place behind the brace that closes the one at `start`; `nil` = none does.
    private static func end(ofObjectAt start: Int, in bytes: [UInt8]) -> Int? {
        var (depth, isText, isEscaped) = (0, false, false)
        for place in start..<bytes.count {
            let byte = bytes[place]
            if isEscaped {
                isEscaped = false
            } else if isText {
                isEscaped = byte == UInt8(ascii: "\\")
                isText = byte != UInt8(ascii: "\"")
            } else if byte == UInt8(ascii: "\"") {
                isText = true
            } else if byte == UInt8(ascii: "{") {
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return place + 1 }
            }
        }
        return nil
    }
}

import Foundation
import HTTPTypes
import RouterCore
import RouterWire

/// What a path of the server means.
struct GatewayRoute: Sendable, Hashable {
    /// What is asked for.
    enum Action: Sendable, Hashable {
        /// A reply of a model.
        case answer(UpstreamAPI)
        /// The decision alone.
        case decide
        /// The estimated tokens of a body of Anthropic's.
        case countTokens
        /// All models.
        case models
        /// One model.
        case model(String)
        /// Where one model is served.
        case endpoints(String)
        /// OpenRouter's record of a reply.
        case generation
        /// OpenRouter's feedback on a reply.
        case generationFeedback
        /// Our feedback on a decision.
        case feedback
        /// A logged decision.
        case decision(String)
        /// Whether the process lives.
        case health
        /// Whether requests can be answered.
        case readiness
        /// What was counted.
        case metrics
    }

    /// What is asked for.
    let action: Action
    /// The client's habits.
    var dialect: Dialect
    /// The one method that is accepted.
    let method: HTTPRequest.Method

    private init(_ action: Action, _ dialect: Dialect, _ method: HTTPRequest.Method) {
        self.action = action
        self.dialect = dialect
        self.method = method
    }

    /// What a path means; `nil` = nothing.
    init?(path: String) {
        switch path {
        case "/healthz": self.init(.health, .openAI, .get)
        case "/readyz": self.init(.readiness, .openAI, .get)
        case "/metrics": self.init(.metrics, .openAI, .get)
        default:
            if path.hasPrefix("/v1/") {
                self.init(rest: path.dropFirst(3), .openAI)
            } else if path.hasPrefix("/api/v1/") {
                self.init(rest: path.dropFirst(7), .openRouter)
            } else {
                return nil
            }
        }
    }

    private init?(rest: Substring, _ dialect: Dialect) {
        switch rest {
        case "/chat/completions": self.init(.answer(.chatCompletions), dialect, .post)
        case "/completions": self.init(.answer(.completions), dialect, .post)
        case "/embeddings": self.init(.answer(.embeddings), dialect, .post)
        case "/responses": self.init(.answer(.responses), dialect, .post)
        case "/messages": self.init(.answer(.messages), dialect, .post)
        case "/messages/count_tokens": self.init(.countTokens, dialect, .post)
        case "/route": self.init(.decide, dialect, .post)
        case "/feedback": self.init(.feedback, dialect, .post)
        case "/models": self.init(.models, dialect, .get)
        case "/generation": self.init(.generation, dialect, .get)
        case "/generation/feedback": self.init(.generationFeedback, dialect, .post)
        default:
            if let id = Self.name(in: rest, after: "/decisions/") {
                self.init(.decision(id), dialect, .get)
            } else if let id = Self.name(in: rest, after: "/model/") {
                // OpenRouter's SDK has the singular.
                self.init(.model(id), dialect, .get)
            } else if let id = Self.name(in: rest, after: "/models/") {
                let suffix = "/endpoints"
                self =
                    id.hasSuffix(suffix)
                    ? .init(.endpoints(String(id.dropLast(suffix.count))), dialect, .get)
                    : .init(.model(id), dialect, .get)
            } else {
                return nil
            }
        }
    }

    /// The rest of a path behind a prefix, without percent-encoding; `nil` = another prefix, or nothing is left.
    private static func name(in path: Substring, after prefix: String) -> String? {
        guard path.hasPrefix(prefix), path.count > prefix.count else { return nil }
        return String(path.dropFirst(prefix.count)).removingPercentEncoding
    }

    /// Whose error body a client of this route expects.
    var errorShape: ErrorReport.Shape {
        switch action {
        case .answer(.messages), .countTokens: .anthropic
        default: dialect == .openRouter ? .openRouter : .openAI
        }
    }

    /// Whether a client needs a key for it, where keys are asked for.
    var needsKey: Bool { action != .health && action != .readiness }
}

package import RouterCore
import RouterWire

/// Writes the chat completions that a judge run sends.
package enum ChatBody {
    /// How much is demanded of the upstream.
    package enum Style: Sendable, Hashable {
        /// A temperature of 0, and a schema where the candidate knows schemas.
        case strict
        /// Turns and a limit in the newer words: what models take that refuse the rest.
        case plain
    }

    /// The question for a judge.
    package static func question(_ prompt: JudgePrompt, to judge: Candidate, maxTokens: Int, style: Style) -> [UInt8] {
        let takesSchema = judge.capabilities?.contains(.jsonSchema) ?? false
        let takesTemperature = judge.parameters?.contains("temperature") ?? true
        let limitKey = style == .strict ? limitKey(of: judge) : newLimitKey
        return bytes(turns(of: prompt), to: judge, maxTokens: maxTokens, limitKey: limitKey) { json in
            guard style == .strict else { return }
            if takesTemperature { json.key("temperature", int: 0) }
            guard takesSchema else { return }
            json.key("response_format")
            json.object { json in
                json.key("type", string: "json_schema")
                json.key("json_schema")
                json.object { json in
                    json.key("name", string: "verdict")
                    json.key("strict", bool: true)
                    json.key("schema")
                    json.raw(prompt.schema.utf8)
                }
            }
        }
    }

    /// A prompt for a compared candidate: without a temperature, as most clients send theirs.
    package static func prompt(_ turns: [PromptTurn], to candidate: Candidate, maxTokens: Int) -> [UInt8] {
        bytes(turns, to: candidate, maxTokens: maxTokens, limitKey: limitKey(of: candidate)) { _ in }
    }

    /// The turns of a question.
    package static func turns(of prompt: JudgePrompt) -> [PromptTurn] {
        [PromptTurn(role: .system, text: prompt.system), PromptTurn(role: .user, text: prompt.user)]
    }

    private static let newLimitKey = "max_completion_tokens"

    /// OpenAI's own servers refuse the older word for models that reason; many others know no newer one.
    private static func limitKey(of candidate: Candidate) -> String {
        let reasons = candidate.capabilities?.contains(.reasoning) ?? false
        return candidate.provider == "openai" && reasons ? newLimitKey : "max_tokens"
    }

    private static func bytes(
        _ turns: [PromptTurn], to candidate: Candidate, maxTokens: Int, limitKey: String,
        _ more: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("model", string: candidate.id.rawValue)
            json.key("messages")
            json.array { json in
                for turn in turns {
                    json.object { json in
                        json.key("role", string: turn.role.rawValue)
                        json.key("content", string: turn.text)
                    }
                }
            }
            json.key(limitKey, int: maxTokens)
            more(&json)
        }
        return json.bytes
    }
}

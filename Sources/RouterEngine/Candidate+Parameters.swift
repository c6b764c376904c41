import RouterCore

extension Candidate {
    /// Whether it is known to take each of these request parameters.
    ///
    /// Where nobody has listed its parameters, it is known to take those that every server takes which speaks OpenAI's
    /// language, and those that its capabilities are asked for with.
    func isKnownToTake(_ parameters: Set<String>) -> Bool {
        guard let listed = self.parameters else {
            return parameters.allSatisfy { Self.plainParameters.contains($0) || isImplied($0) }
        }
        return parameters.allSatisfy { listed.contains($0) || Self.otherName(of: $0).map(listed.contains) ?? false }
    }

    private static let plainParameters: Set<String> = [
        "max_tokens", "max_completion_tokens", "temperature", "top_p", "stop", "seed", "frequency_penalty",
        "presence_penalty", "stream", "stream_options", "user",
    ]

    private static let impliedParameters: [(capability: Capabilities, parameters: Set<String>)] = [
        (.tools, ["tools", "tool_choice", "parallel_tool_calls"]),
        (.parallelTools, ["parallel_tool_calls"]),
        (.jsonSchema, ["response_format", "structured_outputs"]),
        (.reasoning, ["reasoning", "include_reasoning", "reasoning_effort"]),
    ]

    private func isImplied(_ parameter: String) -> Bool {
        guard let capabilities else { return false }
        return Self.impliedParameters.contains {
            capabilities.contains($0.capability) && $0.parameters.contains(parameter)
        }
    }

    /// The other name of a parameter that goes by two.
    private static func otherName(of parameter: String) -> String? {
        switch parameter {
        case "max_tokens": "max_completion_tokens"
        case "max_completion_tokens": "max_tokens"
        default: nil
        }
    }
}

import RouterWire

/// Writes `GET /v1/models`: the union of what OpenAI's and OpenRouter's clients want of an entry.
enum ModelList {
    private static let contextTokens = 131_072
    private static let maxCompletionTokens = 100_000

    /// The body; prices are 0, because nothing is called.
    static func bytes(_ models: [SandboxModel], created: Int) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("object", string: "list")
            json.key("data")
            json.array { json in
                for model in models { json.object { json in write(model, created, &json) } }
            }
            json.key("total_count", int: models.count)
            json.key("links")
            json.raw(#"{"next":null}"#.utf8)
        }
        return json.bytes
    }

    private static func write(_ model: SandboxModel, _ created: Int, _ json: inout JSONWriter) {
        let texts = [
            ("id", model.id), ("object", "model"), ("owned_by", ChatEnvelope.provider), ("canonical_slug", model.id),
            ("name", "\(model.id) (simulated)"), ("description", "A simulated model; no language model is called."),
        ]
        for (key, text) in texts {
            json.key(key, string: text)
        }
        json.key("created", int: created)
        json.key("context_length", int: contextTokens)
        json.key("architecture")
        json.object { json in
            json.key("modality", string: "text->text")
            for key in ["input_modalities", "output_modalities"] {
                json.key(key)
                json.array { $0.string("text") }
            }
            json.key("tokenizer", string: "Other")
            json.key("instruct_type")
            json.null()
        }
        json.key("pricing")
        json.raw(#"{"prompt":"0","completion":"0"}"#.utf8)
        json.key("top_provider")
        json.object { json in
            json.key("context_length", int: contextTokens)
            json.key("max_completion_tokens", int: maxCompletionTokens)
            json.key("is_moderated", bool: false)
        }
        json.key("per_request_limits")
        json.null()
        json.key("supported_parameters")
        json.array { json in
            for name in ["max_tokens", "response_format", "stop", "structured_outputs", "tool_choice", "tools"] {
                json.string(name)
            }
        }
        json.key("default_parameters")
        json.object { _ in }
        json.key("supported_voices")
        json.null()
        json.key("links")
        json.object { json in
            json.key("details", string: "/v1/models")
        }
    }
}

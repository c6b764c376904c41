import RouterCore

extension ModelEntry {
    /// Writes the entry as OpenAI's and OpenRouter's lists hold it.
    func write(created: Int, detailsPrefix: String, to json: inout JSONWriter) {
        json.object { writeMembers(created: created, detailsPrefix: detailsPrefix, to: &$0) }
    }

    /// Appends the members of the entry.
    func writeMembers(created: Int, detailsPrefix: String, to json: inout JSONWriter) {
        json.key("id", string: id)
        json.key("object", string: "model")
        json.key("created", int: created)
        json.key("owned_by", string: owner)
        json.key("canonical_slug", string: id)
        json.key("name", string: name)
        json.key("description", string: description)
        json.key("context_length", int: contextTokens)
        writeArchitecture(to: &json)
        writePricing(to: &json)
        json.key("top_provider")
        json.object { json in
            json.key("context_length", int: contextTokens)
            json.key("max_completion_tokens", int: maxOutputTokens)
            json.key("is_moderated", bool: false)
        }
        json.key("per_request_limits", string: nil)
        json.key("supported_parameters", strings: parameters)
        json.key("default_parameters")
        json.object { _ in }
        json.key("supported_voices", string: nil)
        json.key("links")
        json.object { json in json.key("details", string: detailsPrefix + id + "/endpoints") }
    }

    /// Writes the member `architecture`.
    func writeArchitecture(to json: inout JSONWriter) {
        json.key("architecture")
        json.object { json in
            json.key(
                "modality",
                string: inputModalities.joined(separator: "+") + "->" + outputModalities.joined(separator: "+"))
            json.key("input_modalities", strings: inputModalities)
            json.key("output_modalities", strings: outputModalities)
            json.key("tokenizer", string: tokenizer)
            json.key("instruct_type", string: nil)
        }
    }

    /// Writes the member `pricing`: decimal texts in USD per token, and OpenRouter's mark `-1` for a price that is not
    /// known, for `0` would mean free.
    func writePricing(to json: inout JSONWriter) {
        json.key("pricing")
        json.object { json in
            json.key("prompt", string: price.promptUSDPerMillion.map(DecimalText.perToken) ?? "-1")
            json.key("completion", string: price.completionUSDPerMillion.map(DecimalText.perToken) ?? "-1")
            if let read = price.cacheReadUSDPerMillion {
                json.key("input_cache_read", string: DecimalText.perToken(read))
            }
            if let write = price.cacheWriteUSDPerMillion {
                json.key("input_cache_write", string: DecimalText.perToken(write))
            }
            if let request = price.requestUSD { json.key("request", string: DecimalText.usd(request)) }
        }
    }

    /// Writes an element of `endpoints`.
    func writeEndpoint(_ candidate: Candidate, to json: inout JSONWriter) {
        json.object { json in
            json.key("name", string: "\(owner) | \(id)")
            json.key("model_id", string: id)
            json.key("model_name", string: name)
            // OpenRouter's clients take no null here; no length at all is the one that promises nothing.
            json.key("context_length", int: contextTokens ?? 0)
            writePricing(to: &json)
            json.key("provider_name", string: owner)
            json.key("tag", string: owner)
            json.key("quantization", string: candidate.quantization ?? "unknown")
            json.key("service_tier", string: nil)
            json.key("max_completion_tokens", int: maxOutputTokens)
            json.key("max_prompt_tokens", int: nil)
            json.key("supported_parameters", strings: parameters)
            json.key("status", int: 0)
            for key in [
                "uptime_last_5m", "uptime_last_30m", "uptime_last_1d", "latency_last_30m", "throughput_last_30m",
            ] {
                json.key(key, string: nil)
            }
            json.key("supports_implicit_caching", bool: price.cacheReadUSDPerMillion != nil)
            json.key("supports_diarization", bool: false)
            json.key("native_tools")
            json.object { _ in }
            json.key("supports_tool_choice")
            let takesTools = parameters.contains("tool_choice")
            json.object { json in
                for choice in ["none", "auto", "required", "function"] { json.key(choice, bool: takesTools) }
            }
        }
    }
}

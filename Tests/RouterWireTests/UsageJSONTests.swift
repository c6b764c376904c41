import RouterCore
import RouterWire
import Testing

@Suite("Token counts on the wire")
struct UsageJSONTests {
    private func tokens(_ json: String) throws -> TokenUsage { UsageJSON.tokens(of: try JSONDocument(text: json).root) }

    @Test(
        "cached tokens are found under the names of several upstreams",
        arguments: [
            (#"{"prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":4}}"#, 3, 4),
            (#"{"prompt_cache_hit_tokens":5,"prompt_cache_miss_tokens":6}"#, 5, nil),
            (#"{"cache_read_input_tokens":7,"cache_creation_input_tokens":8}"#, 7, 8),
            (#"{"prompt_tokens_details":{"cached_tokens":0},"prompt_cache_hit_tokens":5}"#, 0, nil),
            (#"{"prompt_tokens_details":null}"#, nil, nil),
        ] as [(String, Int?, Int?)])
    func cached(json: String, read: Int?, written: Int?) throws {
        let tokens = try tokens(json)
        #expect(tokens.cacheReadTokens == read)
        #expect(tokens.cacheWriteTokens == written)
    }

    @Test(
        "a cost that the upstream reports counts if it is a number that can be one",
        arguments: [("0.25", 0.25), ("0", 0), ("-1", nil), ("\"1\"", nil), ("null", nil)] as [(String, Double?)])
    func cost(json: String, expected: Double?) throws {
        #expect(try tokens(#"{"cost":\#(json)}"#).reportedCostUSD == expected)
    }

    private func shown(_ json: String, price: Price, finishReason: String? = "stop") throws -> JSONValue {
        let usage = try JSONDocument(text: json).root
        let bytes = UsageJSON.openRouter(
            usage, tokens: UsageJSON.tokens(of: usage), price: price, finishReason: finishReason)
        return try JSONDocument(bytes).root
    }

    private let counts = #"{"prompt_tokens":1000,"completion_tokens":100,"x":1.50}"#
    private let price = Price(promptUSDPerMillion: 1, completionUSDPerMillion: 2)

    @Test("the cost is the candidate's price, in whole and in parts, and other members stay")
    func priced() throws {
        let usage = try shown(counts, price: price)
        #expect(usage["cost"]?.double == 0.0012)
        #expect(usage["total_tokens"]?.int == 1100)
        #expect(usage["cost_details"]?["upstream_inference_prompt_cost"]?.double == 0.001)
        #expect(usage["cost_details"]?["upstream_inference_completions_cost"]?.double == 0.0002)
        #expect(usage["x"].map { String(decoding: $0.rawBytes, as: UTF8.self) } == "1.50")
    }

    @Test("an unknown price leaves the cost null and gives no parts")
    func unpriced() throws {
        let usage = try shown(counts, price: .unknown)
        #expect(usage["cost"]?.isNull == true)
        #expect(usage["cost_details"] == nil)
    }

    @Test("a reply without tokens and finish reason costs nothing")
    func insured() throws {
        let usage = try shown(
            #"{"prompt_tokens":1000,"completion_tokens":0}"#, price: price, finishReason: nil)
        #expect(usage["cost"]?.double == 0)
        #expect(usage["cost_details"] == nil)
    }

    @Test("details are completed, and what is there stays")
    func details() throws {
        let usage = try shown(
            #"{"prompt_tokens":9,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":4,"y":1},"completion_tokens_details":null,"prompt_cache_hit_tokens":5}"#,
            price: price)
        #expect(
            usage["prompt_tokens_details"].map { String(decoding: $0.rawBytes, as: UTF8.self) }
                == #"{"cached_tokens":4,"y":1,"cache_write_tokens":0,"audio_tokens":0,"video_tokens":0}"#)
        #expect(usage["completion_tokens_details"]?["reasoning_tokens"]?.int == 0)
    }
}

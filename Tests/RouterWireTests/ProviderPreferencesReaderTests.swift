import RouterCore
import RouterWire
import Testing

@Suite("Provider preferences")
struct ProviderPreferencesReaderTests {
    private func provider(_ members: String) throws -> ProviderPreferences {
        try parameters(#""provider":{\#(members)}"#).constraints.providers
    }

    @Test("every demand is read")
    func everything() throws {
        let found = try provider(
            #"""
            "order":["anthropic"],"only":["anthropic","openai"],"ignore":["azure"],"allow_fallbacks":false,
            "require_parameters":true,"data_collection":"deny","zdr":true,"enforce_distillable_text":true,
            "quantizations":["fp8","unknown"],"sort":{"by":"price","partition":"none"},
            "preferred_max_latency":{"p90":3,"p50":1.5,"p1":"x"},"preferred_min_throughput":40,
            "max_price":{"prompt":"1","completion":5.5,"request":"0.01","image":"2","audio":1}
            """#)
        var expected = ProviderPreferences()
        expected.order = ["anthropic"]
        expected.only = ["anthropic", "openai"]
        expected.ignore = ["azure"]
        expected.allowsFallbacks = false
        expected.requiresParameters = true
        expected.deniesDataCollection = true
        expected.requiresZeroRetention = true
        expected.quantizations = ["fp8", "unknown"]
        expected.sort = .price
        expected.preferredMaxLatency = PreferredBound(byPercentile: [50: 1.5, 90: 3])
        expected.preferredMinThroughput = PreferredBound(byPercentile: [50: 40])
        expected.maxPrice = PriceCeiling(promptUSDPerMillion: 1, completionUSDPerMillion: 5.5, requestUSD: 0.01)
        #expect(found == expected)
    }

    @Test(
        "null, empty objects and unknown keys demand nothing",
        arguments: [
            "", #""only":[],"quantizations":[],"order":[]"#, #""max_price":{}"#, #""max_price":{"image":1,"x":[]}"#,
            #""preferred_max_latency":{}"#, #""sort":{}"#, #""sort":{"by":null,"partition":"model"}"#,
            #""unknown":{},"data_collection":"allow","enforce_distillable_text":false"#,
            #""order":null,"only":null,"ignore":null,"allow_fallbacks":null,"require_parameters":null,"zdr":null"#,
            #""data_collection":null,"quantizations":null,"sort":null,"max_price":null,"preferred_max_latency":null"#,
        ])
    func nothing(members: String) throws { #expect(try provider(members) == ProviderPreferences()) }

    @Test(
        "each order has its word, alone or in an object",
        arguments: [
            ("price", .price), ("throughput", .throughput), ("latency", .latency), ("exacto", .utility),
        ] as [(String, CandidateOrder)])
    func sort(word: String, order: CandidateOrder) throws {
        #expect(try provider(#""sort":"\#(word)""#).sort == order)
        #expect(try provider(#""sort":{"by":"\#(word)"}"#).sort == order)
    }

    @Test("all percentiles are read")
    func percentiles() throws {
        let found = try provider(#""preferred_min_throughput":{"p50":1,"p75":2,"p90":3,"p99":4.5}"#)
        #expect(found.preferredMinThroughput?.byPercentile == [50: 1, 75: 2, 90: 3, 99: 4.5])
    }

    @Test(
        "prices are numbers or decimal texts",
        arguments: [
            ("0", 0), ("\"0\"", 0), ("\"0.25\"", 0.25), ("1e-2", 0.01), ("\"1e2\"", 100), ("\".5\"", 0.5),
        ])
    func prices(text: String, expected: Double) throws {
        #expect(try provider(#""max_price":{"prompt":\#(text)}"#).maxPrice?.promptUSDPerMillion == expected)
    }

    @Test(
        "texts that are no price are refused",
        arguments: [
            "-1", "\"-1\"", "\"\"", "\"inf\"", "\"nan\"", "\"0x10\"", "\" 1\"", "\"1 USD\"", "\"1,5\"", "1e400", "true",
            "[]",
        ])
    func badPrices(text: String) {
        for key in ["prompt", "completion", "request", "image", "audio"] {
            let error = #expect(throws: WireError.self) { try provider(#""max_price":{"\#(key)":\#(text)}"#) }
            #expect(error?.key == "provider.max_price.\(key)")
        }
    }

    @Test(
        "a mistake is an error that names its path and not its text",
        arguments: [
            (#""order":"hunter2""#, "order"), (#""order":["a",1]"#, "order[1]"), (#""only":[""]"#, "only[0]"),
            (#""ignore":{}"#, "ignore"), (#""ignore":[null]"#, "ignore[0]"),
            (#""allow_fallbacks":1"#, "allow_fallbacks"),
            (#""require_parameters":"true""#, "require_parameters"), (#""zdr":0"#, "zdr"),
            (#""data_collection":"hunter2""#, "data_collection"), (#""data_collection":true"#, "data_collection"),
            (#""enforce_distillable_text":"x""#, "enforce_distillable_text"),
            (#""quantizations":["fp8","hunter2"]"#, "quantizations[1]"), (#""quantizations":"fp8""#, "quantizations"),
            (#""sort":"hunter2""#, "sort"), (#""sort":7"#, "sort"), (#""sort":{"by":"hunter2"}"#, "sort.by"),
            (#""sort":{"by":1}"#, "sort.by"), (#""sort":{"partition":"hunter2"}"#, "sort.partition"),
            (#""preferred_max_latency":"3""#, "preferred_max_latency"),
            (#""preferred_max_latency":-1"#, "preferred_max_latency"),
            (#""preferred_max_latency":{"p75":"3"}"#, "preferred_max_latency.p75"),
            (#""preferred_min_throughput":{"p99":-3}"#, "preferred_min_throughput.p99"),
            (#""preferred_min_throughput":1e999"#, "preferred_min_throughput"), (#""max_price":5"#, "max_price"),
        ])
    func mistakes(members: String, key: String) {
        let error = #expect(throws: WireError.self) { try provider(members) }
        #expect(error?.key == "provider.\(key)")
        #expect(error?.description.contains("'provider.\(key)'") == true, "\(error?.description ?? "-")")
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("what is no object is refused", arguments: ["[]", "\"openai\"", "true"])
    func noObject(text: String) {
        #expect(#expect(throws: WireError.self) { try parameters(#""provider":\#(text)"#) }?.key == "provider")
    }
}

import RouterCore
import RouterWire
import Testing

@Suite("Error bodies")
struct ErrorReportBodyTests {
    private func text(_ report: ErrorReport, _ shape: ErrorReport.Shape) -> String {
        String(decoding: report.body(shape), as: UTF8.self)
    }

    private let report = ErrorReport(
        status: 404, message: "No such \"model\"", type: "invalid_request_error", param: "model",
        code: "model_not_found")

    @Test("each family of clients gets its own shape")
    func shapes() {
        #expect(
            text(report, .openAI)
                == #"{"error":{"message":"No such \"model\"","type":"invalid_request_error","param":"model","code":"model_not_found"}}"#
        )
        #expect(
            text(report, .openRouter)
                == #"{"error":{"code":404,"message":"No such \"model\"","type":"invalid_request_error","param":"model","metadata":{"error_type":"not_found","error_code":"model_not_found"}}}"#
        )
        #expect(
            text(report, .anthropic)
                == #"{"type":"error","error":{"type":"not_found_error","message":"No such \"model\""}}"#)
    }

    @Test("who was left out is told with the union of the reasons")
    func availability() {
        var report = ErrorReport(status: 404, message: "m", type: "invalid_request_error", code: "c")
        report.availability = .init(
            code: "constraint_filtered", isRetryable: false, requestedModels: ["auto"],
            candidates: [("b/x", ["max_price", "context_length"]), ("a/y", ["max_price"])])
        let expected =
            #""availability":{"code":"constraint_filtered","retryable":false,"requested_models":["auto"],"excluded_by":["context_length","max_price"],"candidates":[{"model":"b/x","excluded_by":["max_price","context_length"]},{"model":"a/y","excluded_by":["max_price"]}]}"#
        #expect(
            text(report, .openAI)
                == #"{"error":{"message":"m","type":"invalid_request_error","param":null,"code":"c",\#(expected)}}"#)
        #expect(text(report, .openRouter).contains(expected))
        #expect(!text(report, .anthropic).contains("availability"))
    }

    private func upstream(_ body: String, status: Int = 429) -> ErrorReport {
        ErrorReport(
            status: status, message: "", type: "upstream_error",
            upstream: .init(provider: "lab", body: Array(body.utf8)))
    }

    @Test("an upstream's error body passes byte for byte to those who speak its words")
    func passed() {
        let openAI = #" {"error" : {"message":"slow","n":1.50}} "#
        #expect(text(upstream(openAI), .openAI) == openAI)
        let anthropic = #"{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#
        #expect(text(upstream(anthropic), .anthropic) == anthropic)
        #expect(
            text(upstream(openAI), .anthropic)
                == #"{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}"#)
    }

    @Test("for OpenRouter's clients an upstream's error is put into theirs")
    func translated() throws {
        let body = #"{"error":{"message":"slow","code":"busy"}}"#
        let error = try #require(try JSONDocument(upstream(body).body(.openRouter)).root["error"])
        #expect(error["code"]?.int == 429)
        #expect(error["message"]?.string == "slow")
        #expect(error["metadata"]?["error_type"]?.string == "rate_limit_exceeded")
        #expect(error["metadata"]?["provider_name"]?.string == "lab")
        #expect(error["metadata"]?["provider_code"]?.string == "busy")
        #expect(error["metadata"]?["raw"]?.string == body)
        let long = #"{"error":{"message":"slow","x":"\#(String(repeating: "y", count: 5000))"}}"#
        #expect(try JSONDocument(upstream(long).body(.openRouter)).root["error"]?["metadata"]?["raw"] == nil)
    }

    @Test(
        "pages, texts and nothing are replaced by a body that says who answered",
        arguments: ["<html>secret page</html>", "", "Bad gateway", "[1]", "{}", "null", #"{"error":null}"#],
        [ErrorReport.Shape.openAI, .openRouter, .anthropic])
    func unreadable(body: String, shape: ErrorReport.Shape) throws {
        let text = text(upstream(body, status: 502), shape)
        let message = try JSONDocument(text: text).root["error"]?["message"]?.string
        #expect(message == "The upstream 'lab' answered with status 502")
        #expect(!text.contains("secret"))
    }

    @Test("an error as FastAPI words it keeps its message")
    func detail() throws {
        let body = upstream(#"{"detail":"no such route"}"#, status: 404).body(.openAI)
        #expect(try JSONDocument(body).root["error"]?["message"]?.string == "no such route")
    }

    @Test(
        "the class follows from the status",
        arguments: [
            (400, "invalid_request", "invalid_request_error"), (401, "authentication", "authentication_error"),
            (402, "payment_required", "billing_error"), (403, "permission_denied", "permission_error"),
            (404, "not_found", "not_found_error"), (408, "timeout", "timeout_error"),
            (413, "payload_too_large", "request_too_large"), (422, "unprocessable", "invalid_request_error"),
            (429, "rate_limit_exceeded", "rate_limit_error"), (500, "server", "api_error"),
            (502, "provider_unavailable", "api_error"), (503, "provider_unavailable", "overloaded_error"),
            (504, "timeout", "timeout_error"), (529, "provider_overloaded", "overloaded_error"),
        ])
    func classes(status: Int, openRouter: String, anthropic: String) throws {
        let report = ErrorReport(status: status, message: "m", type: "t")
        let metadata = try JSONDocument(report.body(.openRouter)).root["error"]?["metadata"]
        #expect(metadata?["error_type"]?.string == openRouter)
        #expect(try JSONDocument(report.body(.anthropic)).root["error"]?["type"]?.string == anthropic)
    }

    @Test("further members stand beside the error, also of an upstream's")
    func extras() throws {
        for report in [report, upstream(#"{"error":{"message":"slow"}}"#)] {
            let root = try JSONDocument(report.body(.openAI, extras: [ReplyFixture.extra])).root
            #expect(root["extra"]?["a"]?.int == 1)
            #expect(root["error"]?["message"] != nil)
        }
    }
}

import HTTPTypes
import RouterCore
import RouterEngine
import RouterHTTPServer
import RouterWire

/// An error as the client sees it: a report, whose body takes the shape that the client knows, and header fields.
struct GatewayProblem: Error {
    var report: ErrorReport
    var headers = HTTPFields()
    /// Members that the client wants beside the error.
    var extras: [ReplyContext.ExtraMember] = []

    init(_ report: ErrorReport) { self.report = report }

    init(status: Int, message: String, type: String, param: String? = nil, code: String? = nil) {
        report = ErrorReport(status: status, message: message, type: type, param: param, code: code)
    }

    /// A body that cannot be read.
    init(_ error: WireError) {
        self.init(
            status: 400, message: error.description, type: "invalid_request_error", param: error.key,
            code: error.code.label)
    }

    /// A request that the engine cannot answer.
    ///
    /// - Parameters:
    ///   - error: why.
    ///   - requestedModels: what the client asked for, in order.
    init(_ error: EngineError, requestedModels: [String]) {
        switch error.code {
        case .budgetExceeded:
            self.init(
                status: 402, message: error.description, type: "insufficient_quota", code: "insufficient_quota")
        case .noEligibleCandidate:
            self.init(
                ErrorReport(
                    status: 404, message: error.description, type: "invalid_request_error",
                    code: "no_eligible_candidate",
                    availability: .init(
                        code: "constraint_filtered", isRetryable: false, requestedModels: requestedModels,
                        candidates: error.exclusions.map {
                            (model: $0.candidate.rawValue, excludedBy: $0.codes.map(\.rawValue))
                        })))
        default:
            self.init(
                ErrorReport(
                    status: 404, message: error.description, type: "invalid_request_error", param: "model",
                    code: "model_not_found",
                    availability: .init(
                        code: "model_not_found", isRetryable: false, requestedModels: requestedModels, candidates: [])))
        }
    }

    /// A route that does not exist.
    static func unknownRoute(_ method: String, _ path: String) -> GatewayProblem {
        GatewayProblem(
            status: 404, message: "Unknown route \(method) \(path.prefix(200))", type: "invalid_request_error",
            code: "unknown_url")
    }

    /// A route that takes another method.
    static func wrongMethod(_ path: String, accepted: HTTPRequest.Method) -> GatewayProblem {
        var problem = GatewayProblem(
            status: 405, message: "\(path.prefix(200)) takes \(accepted.rawValue) only", type: "invalid_request_error",
            code: "method_not_allowed")
        problem.headers[.allow] = accepted.rawValue
        return problem
    }

    /// A request from where none may come.
    init(_ refusal: HostGuard.Refusal) {
        self.init(status: 403, message: refusal.message, type: "permission_error", code: refusal.code)
    }

    /// No key, or one that is not known.
    static let wrongKey: GatewayProblem = {
        var problem = GatewayProblem(
            status: 401, message: "The API key is missing or not known; 'Authorization: Bearer <key>' is expected",
            type: "invalid_request_error", code: "invalid_api_key")
        problem.headers[.wwwAuthenticate] = "Bearer"
        return problem
    }()

    /// A body beyond the limit.
    static func tooLarge(limit: Int) -> GatewayProblem {
        GatewayProblem(
            status: 413, message: "The request body is larger than \(limit) bytes", type: "invalid_request_error",
            code: "request_too_large")
    }

    /// Something of this id is not in the log.
    static func unknownDecision(_ id: String) -> GatewayProblem {
        GatewayProblem(
            status: 404, message: "No decision '\(id.prefix(200))' is in the log", type: "invalid_request_error",
            param: "id", code: "not_found")
    }

    /// A part of the router failed; the text does not say more, for it could hold what must not be shown.
    static let internalError = GatewayProblem(
        status: 500, message: "The router failed to answer", type: "server_error", code: "internal_error")

    /// What the body is packed with is not known here.
    static func unsupportedEncoding(_ encoding: String) -> GatewayProblem {
        GatewayProblem(
            status: 415, message: "The content encoding '\(encoding.prefix(64))' is not accepted; plain JSON is",
            type: "invalid_request_error", param: "Content-Encoding", code: "unsupported_encoding")
    }

    /// The reply.
    ///
    /// - Parameters:
    ///   - shape: whose error body the client expects.
    ///   - fields: further field lines.
    /// - Returns: status, fields and body.
    func reply(_ shape: ErrorReport.Shape, adding fields: HTTPFields? = nil) -> HTTPReply {
        var report = report
        // OpenRouter's word for a time limit that has passed is Cloudflare's.
        if shape == .openRouter, report.status == 504 { report.status = 524 }
        var reply = HTTPReply.json(report.body(shape, extras: extras), status: report.status)
        reply.fields.add(headers)
        if let fields { reply.fields.add(fields) }
        return reply
    }
}

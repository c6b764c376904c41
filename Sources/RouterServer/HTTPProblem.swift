import HTTPTypes
import Hummingbird
import NIOCore
import RouterCore
import RouterEngine
import RouterHTTP
import RouterWire

/// An error as the client sees it: status and OpenAI's error body.
struct HTTPProblem: Error {
    let status: HTTPResponse.Status
    let body: [UInt8]
    var headers = HTTPFields()

    init(status: HTTPResponse.Status, message: String, type: String, param: String? = nil, code: String? = nil) {
        self.status = status
        body = OpenAIErrorBody(message: message, type: type, param: param, code: code).bytes
    }

    /// A body that cannot be read.
    init(_ error: WireError) {
        self.init(
            status: .badRequest, message: error.description, type: "invalid_request_error", param: error.key,
            code: error.code.label)
    }

    /// A request for which there is no model.
    init(_ error: EngineError) {
        guard error.code == .noEligibleCandidate else {
            self.init(
                status: .notFound, message: error.description, type: "invalid_request_error", param: "model",
                code: "model_not_found")
            return
        }
        self.init(status: .notFound, body: Self.constraintBody(error))
    }

    private init(status: HTTPResponse.Status, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    /// The body that names who was excluded and why, as OpenRouter's does and for each candidate.
    private static func constraintBody(_ error: EngineError) -> [UInt8] {
        let codes = Set(error.exclusions.flatMap(\.codes).map(\.rawValue)).sorted()
        var json = JSONWriter()
        json.object { json in
            json.key("error")
            json.object { json in
                json.key("message", string: error.description)
                json.key("type", string: "invalid_request_error")
                json.key("param")
                json.null()
                json.key("code", string: "no_eligible_candidate")
                json.key("availability")
                json.object { json in
                    json.key("code", string: "constraint_filtered")
                    json.key("retryable", bool: false)
                    json.key("excluded_by", strings: codes)
                    json.key("candidates")
                    json.array { json in
                        for exclusion in error.exclusions {
                            json.object { json in
                                json.key("model", string: exclusion.candidate.rawValue)
                                json.key("excluded_by", strings: exclusion.codes.map(\.rawValue))
                            }
                        }
                    }
                }
            }
        }
        return json.bytes
    }

    /// A route that does not exist.
    static func unknownRoute(_ method: String, _ path: String) -> HTTPProblem {
        HTTPProblem(
            status: .notFound, message: "Unknown route \(method) \(path.prefix(200))", type: "invalid_request_error",
            code: "unknown_url")
    }

    /// A route that takes another method.
    static func wrongMethod(_ path: String, accepted: HTTPRequest.Method) -> HTTPProblem {
        var problem = HTTPProblem(
            status: .methodNotAllowed, message: "\(path) takes \(accepted.rawValue) only",
            type: "invalid_request_error",
            code: "method_not_allowed")
        problem.headers[.allow] = accepted.rawValue
        return problem
    }

    /// No key, or one that is not known.
    static let wrongKey: HTTPProblem = {
        var problem = HTTPProblem(
            status: .unauthorized,
            message: "The API key is missing or not known; 'Authorization: Bearer <key>' is expected",
            type: "invalid_request_error", code: "invalid_api_key")
        problem.headers[.wwwAuthenticate] = "Bearer"
        return problem
    }()

    /// A body beyond the limit.
    static func tooLarge(limit: Int) -> HTTPProblem {
        HTTPProblem(
            status: .contentTooLarge, message: "The request body is larger than \(limit) bytes",
            type: "invalid_request_error", code: "request_too_large")
    }

    /// The reply.
    var response: Response {
        var response = Response.json(body, status: status)
        response.headers.append(contentsOf: headers)
        return response
    }
}

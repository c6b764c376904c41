import RouterCore
import RouterWire

extension SandboxBehaviour {
    /// The answer that is given in place of a reply, or `nil` if there is to be a reply.
    ///
    /// - Parameters:
    ///   - api: whose words an error uses.
    ///   - sequence: how many requests the model had before this one; decides which ones `pfail` fails.
    ///   - delay: how long a good status waits; an error waits only as long as it is told.
    /// - Returns: an error, silence, or a body that is no JSON.
    func failed(api: UpstreamAPI, sequence: Int, delay: Duration) -> SimulatedReply? {
        if failure.hangs { return .silence }
        let errorDelay = self.delay ?? .zero
        if failure.sendsHTML {
            let page = "<html><body><h1>502 Bad Gateway</h1><p>simulated by the sandbox</p></body></html>"
            return .whole(status: 502, Array(page.utf8), contentType: "text/html", delay: errorDelay)
        }
        if failure.exceedsContext {
            let body = OpenAIErrorBody(
                message: "[simulated error] This model's maximum context length is 4096 tokens.",
                type: "invalid_request_error", param: "messages", code: "context_length_exceeded")
            return .error(status: 400, body, api: api, delay: errorDelay)
        }
        var status = failure.errorStatus
        // 37 and 100 are coprime: of any 100 requests in a row exactly `percent` fail, spread out.
        if status == nil, let percent = failure.failurePercent, (sequence % 100) * 37 % 100 < percent { status = 500 }
        if let status {
            return .error(
                status: status, SimulatedError.body(status: status), api: api,
                retryAfterSeconds: failure.retryAfterSeconds, delay: errorDelay)
        }
        return failure.sendsBadJSON ? .whole(status: 200, ReplySimulation.brokenJSON, delay: delay) : nil
    }
}

extension SandboxBehaviour.Failure {
    /// What is sent of a plain body.
    func shortened(_ body: [UInt8]) -> [UInt8] {
        if truncates { return Array(body.dropLast(body.count / 2)) }
        guard let cutAfter, cutAfter < body.count else { return body }
        return Array(body.prefix(cutAfter))
    }
}

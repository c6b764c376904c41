import RouterCore
import RouterDispatch
import RouterTesting

/// A request to a fake upstream, with a header and a body that no error text may show.
func request(
    _ upstream: FakeUpstream, method: String = "POST", path: String = "/v1/chat/completions",
    body: [UInt8] = Array("{}".utf8), timeouts: UpstreamTimeouts = .init()
) -> UpstreamRequest {
    request(url: upstream.url(path), method: method, body: body, timeouts: timeouts)
}

func request(
    url: String, method: String = "POST", body: [UInt8] = Array("{}".utf8), timeouts: UpstreamTimeouts = .init()
) -> UpstreamRequest {
    UpstreamRequest(
        method: method, url: url,
        headers: [("Authorization", "Bearer sk-secret"), ("Content-Type", "application/json")], body: body,
        upstream: "lab", timeouts: timeouts)
}

extension UpstreamBody {
    /// All bytes up to the end.
    func collected() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in self { bytes += piece }
        return bytes
    }
}

extension CurlUpstreamClient {
    /// Sends a request and reads its reply to the end.
    func roundTrip(_ request: UpstreamRequest) async throws -> (status: Int, body: [UInt8]) {
        let reply = try await send(request)
        return (reply.status, try await reply.body.collected())
    }

    /// The error that a call ends with, in `send` or while its body is read; `nil` if it succeeds.
    func failure(of request: UpstreamRequest) async -> DispatchError? {
        do {
            _ = try await roundTrip(request)
            return nil
        } catch {
            return error as? DispatchError
        }
    }
}

/// Bytes that differ from place to place, so that a lost or doubled piece shows.
func pattern(_ count: Int, seed: UInt64 = 20_240_607) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    let words = (0...(count / 8)).map { _ in random.next() }
    return words.withUnsafeBytes { Array($0.prefix(count)) }
}

import RouterConfiguration
import RouterCore

/// Asks a provider for its models, to see whether it can be reached and takes the key.
struct ProviderCheck {
    let client: any UpstreamClient

    private static let timeouts = UpstreamTimeouts(
        connect: .seconds(3), firstByte: .seconds(5), idle: .seconds(5), total: .seconds(8))

    /// What is wrong, or `nil`.
    func problem(of provider: Configuration.Provider) async -> String? {
        var headers: [(name: String, value: String)] = [("Accept", "application/json")]
        if let key = provider.key { headers.append(("Authorization", "Bearer " + key.revealed())) }
        let request = UpstreamRequest(
            method: "GET", url: provider.baseURL + "/models", headers: headers, body: [], upstream: provider.name,
            timeouts: Self.timeouts)
        do {
            let reply = try await client.send(request)
            switch reply.status {
            case 200..<300: return nil
            case 401, 403: return "refuses the key (status \(reply.status))"
            // Not every provider lists its models; any other answer still shows that somebody is there.
            default: return reply.status < 500 ? nil : "answers with status \(reply.status)"
            }
        } catch let failure as any UpstreamFailure {
            return "cannot be reached (\(failure.label))"
        } catch {
            return "cannot be asked"
        }
    }
}

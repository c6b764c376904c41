import RouterConfiguration
import RouterCore
import RouterWire

/// Asks the usual ports on loopback whether a model server answers there.
struct LocalServerDiscovery {
    let client: any UpstreamClient
    let catalog: Catalog

    private static let timeouts = UpstreamTimeouts(
        connect: .milliseconds(200), firstByte: .milliseconds(800), idle: .milliseconds(800), total: .seconds(2))

    /// Most models that are taken of one server.
    private static let maxModels = 12

    /// Adds the models of every local server that answers.
    func add(to configuration: inout Configuration) async {
        for provider in Configuration.localProviders(of: catalog) {
            let names = await models(of: provider)
            guard !names.isEmpty else { continue }
            configuration.providers[provider.name] = provider
            for name in names.prefix(Self.maxModels) {
                configuration.candidates.append(
                    Candidate(
                        id: CandidateID("\(provider.name)/\(name)"), provider: provider.name, upstreamModel: name,
                        price: .free, isLocal: true))
            }
        }
    }

    /// The names of a server's models; none if nobody answers.
    func models(of provider: Configuration.Provider) async -> [String] {
        let request = UpstreamRequest(
            method: "GET", url: provider.baseURL + "/models", headers: [("Accept", "application/json")], body: [],
            upstream: provider.name, timeouts: Self.timeouts)
        // Nobody at a port is the usual case and no error.
        guard let reply = try? await client.send(request), reply.status == 200 else { return [] }
        var bytes: [UInt8] = []
        do {
            for try await piece in reply.body where bytes.count < 1 << 20 { bytes += piece }
        } catch {
            return []
        }
        guard let document = try? JSONDocument(bytes) else { return [] }
        return document.root["data"]?.elements.compactMap { $0["id"]?.string } ?? []
    }
}

import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore
import RouterDispatch
import RouterModel
import RouterNumerics
import RouterOutcomeLog
import RouterWire

/// `autorouter doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract:
            "Show versions of linked libraries, and whether bundle, configuration, log and providers are in order.")

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @Flag(help: "Do not ask providers whether they answer.")
    var offline = false

    @OptionGroup var shared: SharedOptions

    /// One thing that was looked at.
    struct Finding {
        let subject: String
        let isInOrder: Bool
        let detail: String
    }

    func run() async throws {
        try await CommandFailure.reporting {
            let findings = await findings()
            switch format {
            case .text:
                let rows = findings.map { [$0.isInOrder ? "ok" : "!!", $0.subject, $0.detail] }
                Console.print(TextTable(header: ["", "what", "found"], rows: rows).text)
            case .json:
                var json = JSONWriter()
                json.object { json in
                    json.key("findings")
                    json.array { json in
                        for finding in findings {
                            json.object { json in
                                json.key("subject", string: finding.subject)
                                json.key("ok", bool: finding.isInOrder)
                                json.key("detail", string: finding.detail)
                            }
                        }
                    }
                }
                Console.write(json.bytes + [0x0A])
            }
            if findings.contains(where: { !$0.isInOrder }) { throw ExitCode.failure }
        }
    }

    private func findings() async -> [Finding] {
        let blas = LinearAlgebra.library
        var findings = [
            Finding(subject: "autorouter", isInOrder: true, detail: AutoRouterCommand.configuration.version),
            Finding(
                subject: "OpenBLAS", isInOrder: true,
                detail: "\(blas.configuration), kernel \(blas.kernel), \(blas.threadCount) thread(s)"),
            Finding(subject: "libcurl", isInOrder: true, detail: CurlUpstreamClient.libraryVersion),
            Finding(subject: "SQLite", isInOrder: true, detail: OutcomeLog.libraryVersion),
        ]
        let setup: Setup
        do {
            setup = try Setup(shared)
        } catch {
            return findings + [Finding(subject: "configuration", isInOrder: false, detail: "\(error)")]
        }
        let configuration = setup.configuration
        findings.append(
            Finding(
                subject: "configuration", isInOrder: !configuration.candidates.isEmpty,
                detail:
                    "\(configuration.origin ?? "no file; keys in the environment are used"), \(configuration.candidates.count) candidates"
            ))
        findings.append(
            Finding(
                subject: "catalog", isInOrder: !setup.catalog.candidates.isEmpty,
                detail: "\(setup.catalog.candidates.count) models"))
        do {
            let chosen = try setup.chosenBundle()
            let bundle = chosen.bundle
            findings.append(
                Finding(
                    subject: "bundle", isInOrder: true,
                    detail:
                        "\(bundle.id), \(bundle.model.candidateNames.count) models, feature schema \(bundle.manifest.schema.version): \(chosen.place.reason)"
                ))
            if let warning = chosen.warning {
                findings.append(Finding(subject: "champion", isInOrder: false, detail: warning))
            }
        } catch {
            findings.append(Finding(subject: "bundle", isInOrder: false, detail: "\(error)"))
        }
        if !offline { findings += await providers(configuration, catalog: setup.catalog) }
        return findings
    }

    private func providers(_ configuration: Configuration, catalog: Catalog) async -> [Finding] {
        guard let client = try? CurlUpstreamClient() else {
            return [Finding(subject: "providers", isInOrder: false, detail: "libcurl cannot be started")]
        }
        let discovery = LocalServerDiscovery(client: client, catalog: catalog)
        var findings: [Finding] = []
        for provider in configuration.providers.values.sorted(by: { $0.name < $1.name }) {
            let problem = await ProviderCheck(client: client).problem(of: provider)
            let key = provider.keyOrigin.map { provider.key == nil ? ", no key in \($0)" : ", key from \($0)" } ?? ""
            findings.append(
                Finding(
                    subject: "provider \(provider.name)",
                    isInOrder: problem == nil && (provider.keyOrigin == nil || provider.key != nil),
                    detail: (problem ?? "answers") + key))
        }
        for provider in Configuration.localProviders(of: catalog) where configuration.providers[provider.name] == nil {
            let models = await discovery.models(of: provider)
            if !models.isEmpty {
                findings.append(
                    Finding(subject: "local server \(provider.name)", isInOrder: true, detail: "\(models.count) models")
                )
            }
        }
        await client.shutdown()
        return findings
    }
}

import ArgumentParser
import RouterConfiguration
import RouterCore
import RouterModel
import RouterWire

/// `autorouter models`.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract:
            "List the candidates, or all models of the catalog, with prices, limits and what is known of their ability."
    )

    @Flag(help: "List the catalog instead of the candidates.")
    var catalog = false

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @OptionGroup var shared: SharedOptions

    func run() async throws { try await CommandFailure.reporting { try list() } }

    private func list() throws {
        let setup = try Setup(shared)
        let pool = catalog ? try CandidatePool(setup.catalog.candidates) : try setup.configuredPool()
        let bundle = try setup.bundle()
        let scorer = bundle.model.scorer(for: pool)
        let rows = pool.candidates.indices.map { index in
            Row(candidate: pool.candidates[index], basis: scorer.bases[index], head: scorer.headNames[index])
        }
        switch format {
        case .text:
            let table = TextTable(
                header: ["model", "provider", "prompt", "completion", "context", "can", "known by"],
                rows: rows.map(\.cells), rightAligned: [2, 3, 4])
            Console.print(table.text + "\n\nprices in USD per million tokens; – = unknown")
        case .json:
            var json = JSONWriter()
            json.object { json in
                json.key("models")
                json.array { json in for row in rows { row.write(to: &json) } }
            }
            Console.write(json.bytes + [0x0A])
        }
    }

    /// One candidate of the list.
    private struct Row {
        let candidate: Candidate
        let basis: Estimate.Basis
        let head: String

        var cells: [String] {
            [
                candidate.id.rawValue, candidate.provider, price(candidate.price.promptUSDPerMillion),
                price(candidate.price.completionUSDPerMillion), candidate.contextTokens.map(String.init) ?? "–",
                candidate.capabilities?.description ?? "–",
                basis == .ownHead || basis == .like ? "\(basis.rawValue): \(head)" : basis.rawValue,
            ]
        }

        private func price(_ value: Double?) -> String { value.map { Format.decimals($0, 3) } ?? "–" }

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.key("id", string: candidate.id.rawValue)
                json.key("provider", string: candidate.provider)
                json.key("upstream_model", string: candidate.upstreamModel)
                json.key("prompt_usd_per_million", double: candidate.price.promptUSDPerMillion)
                json.key("completion_usd_per_million", double: candidate.price.completionUSDPerMillion)
                json.key("context_tokens", int: candidate.contextTokens)
                json.key("max_output_tokens", int: candidate.maxOutputTokens)
                json.key("capabilities")
                if let names = candidate.capabilities?.names {
                    json.array { json in for name in names { json.string(name) } }
                } else {
                    json.null()
                }
                json.key("basis", string: basis.rawValue)
                json.key("head", string: head)
            }
        }
    }
}

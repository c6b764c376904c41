import ArgumentParser
import RouterCore

/// A candidate's price on the command line: `model=prompt,completion`, in USD per million tokens.
struct PriceOption: ExpressibleByArgument, Hashable {
    let candidate: CandidateID
    let promptUSDPerMillion: Double
    let completionUSDPerMillion: Double

    init?(argument: String) {
        guard let equals = argument.lastIndex(of: "="), equals > argument.startIndex else { return nil }
        let parts = argument[argument.index(after: equals)...].split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Double($0) }.filter { $0 >= 0 && $0.isFinite }
        guard parts.count == 2, numbers.count == 2 else { return nil }
        candidate = CandidateID(String(argument[..<equals]))
        (promptUSDPerMillion, completionUSDPerMillion) = (numbers[0], numbers[1])
    }
}

extension CandidatePool {
    /// The same candidates, some at other prices.
    func repriced(_ prices: [PriceOption]) -> CandidatePool {
        let byName = Dictionary(prices.map { ($0.candidate, $0) }, uniquingKeysWith: { $1 })
        let changed = candidates.map { candidate in
            guard let price = byName[candidate.id] else { return candidate }
            return candidate.priced(
                Price(
                    promptUSDPerMillion: price.promptUSDPerMillion,
                    completionUSDPerMillion: price.completionUSDPerMillion))
        }
        // Names are as unique as they were.
        return (try? CandidatePool(changed)) ?? self
    }
}

extension Candidate {
    /// The same candidate at another price.
    fileprivate func priced(_ price: Price) -> Candidate {
        Candidate(
            id: id, provider: provider, upstreamModel: upstreamModel, price: price, contextTokens: contextTokens,
            maxOutputTokens: maxOutputTokens, capabilities: capabilities, like: like, benchmarks: benchmarks,
            isLocal: isLocal, name: name, apis: apis, privacy: privacy, quantization: quantization,
            parameters: parameters)
    }
}

import RouterCore

/// Which candidates can serve a request at all: hard filters, each with a code.
enum Eligibility {
    /// Why a candidate cannot serve the request; empty = it can.
    ///
    /// What is unknown of a candidate excludes nothing.
    ///
    /// - Parameters:
    ///   - candidate: who is asked about.
    ///   - request: needs and constraints.
    ///   - promptTokens: estimated tokens of the prompt.
    /// - Returns: codes, each once.
    static func exclusions(
        of candidate: Candidate, for request: RoutingRequest, promptTokens: Int
    ) -> [ExclusionCode] {
        var codes: [ExclusionCode] = []
        let (needs, constraints) = (request.needs, request.constraints)
        if let allowed = constraints.allowed, !allowed.contains(where: { $0.matches(candidate.id) }) {
            codes.append(.notAllowed)
        }
        if constraints.excluded.contains(where: { $0.matches(candidate.id) }) { codes.append(.excluded) }
        if let capabilities = candidate.capabilities {
            codes += needs.capabilities.subtracting(capabilities).names.map { ExclusionCode.lacks($0) }
        }
        if let context = candidate.contextTokens, promptTokens + (needs.maxOutputTokens ?? 1) > context {
            codes.append(.contextLength)
        }
        if let longest = candidate.maxOutputTokens, let wanted = needs.maxOutputTokens, wanted > longest {
            codes.append(.maxOutput)
        }
        return codes
    }
}

import RouterCore

/// Which candidates can serve a request at all: hard filters, each with a code.
///
/// What is unknown of a candidate's abilities excludes nothing; what is unknown of its price, privacy or parameters
/// excludes it where the client demands something of them.
enum Eligibility {
    /// Why a candidate cannot serve a request, as far as that depends on no other candidate; empty = it can.
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
        if !candidate.serves(request.needs) { codes.append(.lacks(request.needs.api)) }
        addNames(of: candidate, request.constraints, to: &codes)
        addAbilities(of: candidate, request.needs, promptTokens, to: &codes)
        addPrice(of: candidate, request.constraints, to: &codes)
        addProvider(of: candidate, request.constraints.providers, to: &codes)
        if request.constraints.providers.requiresParameters, !candidate.isKnownToTake(request.needs.parameters) {
            codes.append(.requireParameters)
        }
        return codes
    }

    private static func addNames(
        of candidate: Candidate, _ constraints: RoutingConstraints, to codes: inout [ExclusionCode]
    ) {
        if let permitted = constraints.permitted, !permitted.contains(where: { $0.matches(candidate.id) }) {
            codes.append(.notPermitted)
        }
        if let allowed = constraints.allowed, !allowed.contains(where: { $0.matches(candidate.id) }) {
            codes.append(.notAllowed)
        }
        if constraints.excluded.contains(where: { $0.matches(candidate.id) }) { codes.append(.excluded) }
    }

    private static func addAbilities(
        of candidate: Candidate, _ needs: RequestNeeds, _ promptTokens: Int, to codes: inout [ExclusionCode]
    ) {
        if let capabilities = candidate.capabilities, !needs.capabilities.isSubset(of: capabilities) {
            codes += needs.capabilities.subtracting(capabilities).names.map { ExclusionCode.lacks($0) }
        }
        // Subtracted and not added: a client may ask for more tokens than a sum can hold.
        if let context = candidate.contextTokens, needs.maxOutputTokens ?? 1 > context - promptTokens {
            codes.append(.contextLength)
        }
        if let longest = candidate.maxOutputTokens, let wanted = needs.maxOutputTokens, wanted > longest {
            codes.append(.maxOutput)
        }
    }

    private static func addPrice(
        of candidate: Candidate, _ constraints: RoutingConstraints, to codes: inout [ExclusionCode]
    ) {
        if constraints.requiresFree, !candidate.price.isFree { codes.append(.notFree) }
        if let ceiling = constraints.providers.maxPrice, !candidate.price.fits(under: ceiling) {
            codes.append(.maxPrice)
        }
    }

    private static func addProvider(
        of candidate: Candidate, _ preferences: ProviderPreferences, to codes: inout [ExclusionCode]
    ) {
        let isOutOfOrder =
            !preferences.allowsFallbacks && !preferences.order.isEmpty
            && !preferences.order.names(candidate.provider)
        if isOutOfOrder || preferences.only?.names(candidate.provider) == false { codes.append(.allowedProviders) }
        if preferences.ignore.names(candidate.provider) { codes.append(.ignoredProviders) }
        if preferences.deniesDataCollection, candidate.privacy.trainsOnPrompts != false { codes.append(.training) }
        if preferences.requiresZeroRetention, candidate.privacy.retainsPrompts != false {
            codes.append(.zeroRetention)
        }
        if preferences.quantizations?.names(candidate.quantization ?? "unknown") == false {
            codes.append(.quantization)
        }
    }
}

extension Candidate {
    /// Whether a request of this kind can be sent to it, as it is or as a chat completion that it is translated to.
    fileprivate func serves(_ needs: RequestNeeds) -> Bool {
        switch needs.api {
        case .responses, .messages: takes(needs.api) || needs.isTranslatable && takes(.chatCompletions)
        case .chatCompletions, .completions, .embeddings: takes(needs.api)
        }
    }
}

extension Price {
    fileprivate var isFree: Bool {
        promptUSDPerMillion == 0 && completionUSDPerMillion == 0 && requestUSD ?? 0 == 0
    }

    /// Whether no part is above its ceiling, nor unknown where there is one.
    fileprivate func fits(under ceiling: PriceCeiling) -> Bool {
        func fits(_ part: Double?, _ most: Double?) -> Bool { most.map { part ?? .infinity <= $0 } ?? true }
        // A provider that names its prices but no fee for requests takes none.
        return fits(promptUSDPerMillion, ceiling.promptUSDPerMillion)
            && fits(completionUSDPerMillion, ceiling.completionUSDPerMillion)
            && fits(requestUSD ?? (isKnown ? 0 : nil), ceiling.requestUSD)
    }
}

extension [String] {
    /// Whether a word is one of these, without regard to case.
    fileprivate func names(_ word: String) -> Bool {
        guard !isEmpty else { return false }
        let word = word.lowercased()
        return contains { $0.lowercased() == word }
    }
}

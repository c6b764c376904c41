import RouterCore
import RouterWire

/// Finds out what a `model` of a request means.
struct ModelNames: Sendable {
    /// What one name means.
    enum Meaning {
        /// The router is to decide.
        case decide(RoutingPreset?, ModelVariant?)
        /// A candidate, by its place in the pool.
        case candidate(Int, ModelVariant?)
        /// Nobody; the reason for people.
        case unknown(String)

        /// Whether it means anything.
        var isKnown: Bool {
            if case .unknown = self { false } else { true }
        }
    }

    let pool: CandidatePool
    /// Further names that mean "decide"; each also with `autorouter/` in front.
    let presets: [String: RoutingPreset]
    /// Places of candidates by what stands behind the last slash of their ids, where only one has it.
    private let placesByShortName: [String: Int]

    init(pool: CandidatePool, presets: [String: RoutingPreset]) {
        self.pool = pool
        self.presets = presets
        var places: [String: Int?] = [:]
        for (place, candidate) in pool.candidates.enumerated() {
            let name = candidate.id.rawValue.split(separator: "/").last.map(String.init) ?? candidate.id.rawValue
            places[name] = .some(places[name] == nil ? place : nil)
        }
        placesByShortName = places.compactMapValues { $0 }
    }

    /// What a name means; a candidate's own name wins over everything else.
    func meaning(of name: String) -> Meaning {
        if let exact = exactMeaning(of: name, variant: nil) { return exact }
        guard let colon = name.lastIndex(of: ":") else { return unknown(name) }
        let (base, word) = (String(name[..<colon]), String(name[name.index(after: colon)...]))
        guard let variant = ModelVariant(rawValue: word) else {
            guard exactMeaning(of: base, variant: nil) != nil else { return unknown(name) }
            let accepted = ModelVariant.allCases.map { ":" + $0.rawValue }.joined(separator: ", ")
            return .unknown("The variant ':\(word.prefix(64))' of '\(base)' is not offered; \(accepted) are")
        }
        return exactMeaning(of: base, variant: variant) ?? unknown(name)
    }

    private func exactMeaning(of name: String, variant: ModelVariant?) -> Meaning? {
        if let index = pool.index(of: CandidateID(name)) { return .candidate(index, variant) }
        if ModelListing.routers.contains(name) { return .decide(nil, variant) }
        if let preset = presets[name] ?? presets[Self.withoutOwner(name)] { return .decide(preset, variant) }
        // Many tools know models only by their makers' names for them.
        return placesByShortName[name].map { .candidate($0, variant) }
    }

    private static func withoutOwner(_ name: String) -> String {
        let owner = "autorouter/"
        return name.hasPrefix(owner) ? String(name.dropFirst(owner.count)) : name
    }

    private func unknown(_ name: String) -> Meaning {
        .unknown("The model '\(name.prefix(200))' does not exist; 'auto' or one of /v1/models is accepted")
    }
}

package import RouterCore

extension RoutingParameters {
    /// The most members of Anthropic's `fallbacks`.
    private static let maxMessagesFallbacks = 3

    /// Reads what a body says to the router.
    ///
    /// - Parameters:
    ///   - root: the body; only of `.messages` is `fallbacks` read, elsewhere it is the upstream's.
    ///   - api: the kind of body.
    ///   - defaultModel: the model where none is named; `nil` = one must be.
    ///   - sessionHeader: the header field `x-session-id`.
    /// - Throws: ``WireError`` that names the key: no object, no `model`, wrong types, values that are not accepted.
    package init(
        of root: JSONValue, api: UpstreamAPI = .chatCompletions, defaultModel: String? = nil,
        sessionHeader: String? = nil
    ) throws(WireError) {
        guard root.kind == .object else {
            throw WireError(.wrongType, "the request body is a JSON \(root.kind); an object is expected")
        }
        let models = try root.strings("models", atMost: Self.maxFallbackModels)
        let further = api == .messages ? try Self.messagesFallbacks(of: root, besides: models) : []
        guard let model = try root.text("model") ?? models?.first ?? defaultModel else {
            throw WireError(.missingKey, key: "model", "the key 'model' is missing; a model name or 'auto' is expected")
        }
        guard !model.isEmpty else {
            throw WireError(.invalidValue, key: "model", "'model' is empty; a model name or 'auto' is expected")
        }
        _ = try root.word("route", of: ["fallback"])
        let plugin = try AutoRouterPlugin(of: root)
        let providers = try ProviderPreferencesReader.preferences(of: root)
        var seen: Set<String> = [model]
        self.model = model
        fallbackModels = ((models ?? []) + further).filter { seen.insert($0).inserted }
        constraints = RoutingConstraints()
        if let plugin {
            constraints.allowed = plugin.allowed
            constraints.excluded = plugin.excluded
            constraints.costTier = plugin.costTier
            constraints.tradeoff = plugin.costTier == nil ? plugin.tradeoff : nil
        }
        if let providers { constraints.providers = providers }
        let session = try SessionKeyReader.key(of: root, header: sessionHeader)
        // Who puts providers in order wants that order for each request.
        self.session = constraints.providers.order.isEmpty ? session : nil
        pinnedModel = plugin?.pinsModel == true ? Self.modelOfLastReply(in: root) : nil
    }

    private static func messagesFallbacks(
        of root: JSONValue, besides models: [String]?
    ) throws(WireError) -> [String] {
        guard let elements = try root.member("fallbacks", .array)?.elements else { return [] }
        guard models == nil else {
            throw WireError(
                .invalidValue, key: "fallbacks", "'fallbacks' and 'models' are both given; one of them is expected")
        }
        guard elements.count <= maxMessagesFallbacks else {
            throw WireError(
                .invalidValue, key: "fallbacks",
                "'fallbacks' holds \(elements.count) models; at most \(maxMessagesFallbacks) are accepted")
        }
        var names: [String] = []
        for (index, element) in elements.enumerated() {
            let path = "fallbacks[\(index)]"
            guard element.kind == .object else { throw element.wrongType(at: path, "an object with 'model'") }
            guard let name = try element.text("model", in: path + "."), !name.isEmpty else {
                throw WireError(
                    .missingKey, key: path + ".model", "'\(path).model' is missing; a model name is expected")
            }
            names.append(name)
        }
        return names
    }

    /// The `model` that the most recent assistant message bears, where one does.
    private static func modelOfLastReply(in root: JSONValue) -> String? {
        for message in (root["messages"]?.elements ?? []).reversed()
        where message["role"]?.isString("assistant") == true {
            if let model = message["model"]?.string, !model.isEmpty { return model }
        }
        return nil
    }
}

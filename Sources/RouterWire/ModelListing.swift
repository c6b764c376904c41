package import RouterCore

/// The lists of models that clients ask for: the union of OpenAI's and OpenRouter's shapes.
///
/// What is not known is listed as the router treats it: a candidate of unknown capabilities is not kept from tools and
/// output formats, but is not said to take pictures.
package enum ModelListing {
    /// The slugs that mean "decide", which clients must find to be able to ask for them.
    package static let routers = ["auto", "autorouter/auto", "openrouter/auto"]

    /// The body of `GET /models`: the router's own slugs first, then the candidates.
    ///
    /// - Parameters:
    ///   - pool: the candidates.
    ///   - created: seconds since 1970 that stand for when the models came.
    ///   - detailsPrefix: what an id is put behind in a model's link, for example `/api/v1/models/`.
    /// - Returns: JSON text.
    package static func list(_ pool: CandidatePool, created: Int, detailsPrefix: String) -> [UInt8] {
        var json = JSONWriter(reservingBytes: 1024 * (pool.candidates.count + routers.count))
        let entries =
            routers.map { ModelEntry(router: $0, pool: pool) } + pool.candidates.map { ModelEntry($0) }
        json.object { json in
            json.key("object", string: "list")
            json.key("data")
            json.array { json in
                for entry in entries { entry.write(created: created, detailsPrefix: detailsPrefix, to: &json) }
            }
            json.key("links")
            json.object { json in json.key("next", string: nil) }
            json.key("total_count", int: entries.count)
        }
        return json.bytes
    }

    /// The body of `GET /models/{id}`: the entry itself for OpenAI's clients, also inside of `data` for OpenRouter's.
    ///
    /// - Returns: JSON text; `nil` if there is no such model.
    package static func entry(
        for id: String, in pool: CandidatePool, created: Int, detailsPrefix: String, dialect: Dialect
    ) -> [UInt8]? {
        guard let entry = find(id, in: pool) else { return nil }
        var json = JSONWriter(reservingBytes: 1024)
        switch dialect {
        case .openAI: entry.write(created: created, detailsPrefix: detailsPrefix, to: &json)
        case .openRouter:
            json.object { json in
                json.key("data")
                entry.write(created: created, detailsPrefix: detailsPrefix, to: &json)
                // OpenAI's clients under OpenRouter's paths look at the top.
                entry.writeMembers(created: created, detailsPrefix: detailsPrefix, to: &json)
            }
        }
        return json.bytes
    }

    /// The body of `GET /models/{author}/{slug}/endpoints`; the router's own slugs list all candidates.
    ///
    /// - Returns: JSON text; `nil` if there is no such model.
    package static func endpoints(of id: String, in pool: CandidatePool, created: Int) -> [UInt8]? {
        guard let entry = find(id, in: pool) else { return nil }
        let candidates = pool[id: CandidateID(id)].map { [$0] } ?? pool.candidates
        var json = JSONWriter(reservingBytes: 1024 * (candidates.count + 1))
        json.object { json in
            json.key("data")
            json.object { json in
                json.key("id", string: id)
                json.key("name", string: entry.name)
                json.key("created", int: created)
                json.key("description", string: entry.description)
                entry.writeArchitecture(to: &json)
                json.key("endpoints")
                json.array { json in
                    for candidate in candidates { ModelEntry(candidate).writeEndpoint(candidate, to: &json) }
                }
            }
        }
        return json.bytes
    }

    private static func find(_ id: String, in pool: CandidatePool) -> ModelEntry? {
        if let candidate = pool[id: CandidateID(id)] { return ModelEntry(candidate) }
        return routers.contains(id) ? ModelEntry(router: id, pool: pool) : nil
    }
}

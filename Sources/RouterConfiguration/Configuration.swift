package import RouterCore

/// Everything that can be configured, checked.
package struct Configuration: Sendable {
    /// Where requests for some candidates go.
    package struct Provider: Sendable {
        /// Its key in the configuration.
        package let name: String
        /// Address that OpenAI's paths are appended to, without a slash at the end.
        package let baseURL: String
        /// The key; `nil` = none is needed or none was found.
        package let key: Secret?
        /// Where the key comes from, for people: `environment variable OPENAI_API_KEY`; `nil` = none is needed.
        package let keyOrigin: String?
        /// Whether prompts stay on machines of the user.
        package let isLocal: Bool

        /// Keeps the values.
        package init(name: String, baseURL: String, key: Secret?, keyOrigin: String?, isLocal: Bool) {
            self.name = name
            self.baseURL = baseURL
            self.key = key
            self.keyOrigin = keyOrigin
            self.isLocal = isLocal
        }
    }

    /// What of a prompt the log keeps.
    package enum PromptLogging: String, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// A hash that recognises a repeated prompt.
        case hash
        /// The text.
        case text
    }

    /// The outcome log.
    package struct Log: Sendable {
        /// The SQLite file.
        package var path = "autorouter.sqlite"
        /// What of prompts it keeps.
        package var prompts = PromptLogging.none
    }

    /// The HTTP server.
    package struct Server: Sendable {
        /// Address to listen on.
        package var host = "127.0.0.1"
        /// Port to listen on; 0 = a free one.
        package var port = 8484
        /// File with one bearer key a line; `nil` = no key is asked for.
        package var keysFile: String?
        /// Largest request body, in bytes.
        package var maxBodyBytes = 20 << 20
    }

    /// Providers by name.
    package var providers: [String: Provider] = [:]
    /// The candidates in the order of the file.
    package var candidates: [Candidate] = []
    /// What answers when routing fails; `nil` = the first candidate.
    package var defaultCandidate: CandidateID?
    /// The dial.
    package var tradeoff = Tradeoff.balanced
    /// The bundle's folder; `nil` = the one that comes with the program.
    package var bundlePath: String?
    /// Limits in time for calls of upstreams.
    package var timeouts = UpstreamTimeouts()
    /// The outcome log.
    package var log = Log()
    /// The HTTP server.
    package var server = Server()
    /// The file that this was read from; `nil` = there is none.
    package var origin: String?

    /// The defaults, without providers and candidates.
    package init() {}

    /// The candidates as a pool.
    ///
    /// - Throws: ``RouterCore/CoreError`` if there are none.
    package func pool() throws(CoreError) -> CandidatePool { try CandidatePool(candidates) }
}

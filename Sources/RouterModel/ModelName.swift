/// Recognises one model under the names that tables, providers and catalogs give it.
///
/// `Meta-Llama-3_1-8B-Instruct`, `meta-llama/llama-3.1-8b-instruct` and `Meta-Llama-3.1-8B-Instruct@hyperbolic` are the
/// same.
package enum ModelName {
    private static let makers = [
        "anthropic", "openai", "google", "meta-llama", "meta", "mistralai", "deepseek", "deepseek-ai", "qwen", "x-ai",
        "cohere", "nvidia", "microsoft",
    ]

    /// The form under which names are compared: lower case, without maker and host, versions with points.
    package static func canonical(_ name: String) -> String {
        var rest = Substring(name.lowercased())
        if let at = rest.firstIndex(of: "@") { rest = rest[..<at] }
        if let slash = rest.lastIndex(of: "/") { rest = rest[rest.index(after: slash)...] }
        for maker in makers where rest.hasPrefix(maker + "_") { rest = rest.dropFirst(maker.count + 1) }
        if rest.hasPrefix("meta-llama") { rest = rest.dropFirst("meta-".count) }
        return String(rest.map { $0 == "_" ? "." : $0 })
    }

    /// A canonical name without the date of a release at its end: `gpt-4o-mini-2024-07-18` →
    /// `gpt-4o-mini`, `gemini-1.5-pro-002` → `gemini-1.5-pro`.
    package static func undated(_ canonical: String) -> String {
        canonical.replacing(/-(20\d{2}-\d{2}-\d{2}|20\d{6}|\d{3,4})$/, with: "")
    }
}

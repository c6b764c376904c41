import Foundation

/// What a person should know of a bundle before relying on it: `CARD.md`, made from the manifest alone.
package enum BundleCard {
    /// The card's file name.
    package static let name = "CARD.md"

    /// The card as Markdown.
    ///
    /// - Parameter manifest: of the bundle.
    /// - Returns: data with licences, metrics on held-out rows, known models and limits.
    package static func text(of manifest: BundleManifest) -> String {
        """
        # Bundle `\(manifest.name)`

        A scoring model for AutoRouter: for a prompt it estimates, for each candidate, the probability of a good reply and the
        length of the reply. Bundle format \(manifest.format), feature schema \(manifest.schema.version), \(manifest.skills) skills, \
        \(manifest.models.count) known models, seed \(manifest.seed), weights SHA-256 `\(manifest.weightsSHA256)`.

        ## Data

        | table | rows trained on | left out as evaluation questions | licence | SHA-256 of the file |
        |---|---|---|---|---|
        \(manifest.tables.map(row).joined(separator: "\n"))

        The prompts are not part of the bundle. Scores are those of the tables; costs there are mostly token counts times list prices.
        \(embedding(manifest))

        ## Settings

        \(manifest.settings.map { "- \($0)" }.joined(separator: "\n"))

        ## Measured on rows that training did not see

        | table | prompts | best single model | gain over it | oracle | AUC | gap closed | cost at its quality |
        |---|---|---|---|---|---|---|---|
        \(metricRows(manifest).joined(separator: "\n"))

        Gain is the mean score of the candidate with the highest estimate, less that of the model which is best on the training rows; ± one
        standard error, paired by prompt. AUC is the mean over models of the probability that a solved prompt is ranked above an unsolved one. Gap
        closed compares areas under the cost–quality curve with mixtures of single models (0) and an oracle (1). A dash means that costs are missing
        or that there is no such point.

        ## Limits

        - Where one model wins everywhere, routing by quality cannot gain; a negative gain above is what that looks like.
        - Most prompts are English examination questions, grade-school and competition mathematics, code reading and generated puzzles. Chat, long
          documents, other languages, tools and pictures are hardly in the data: estimates there rest on how hard a prompt looks.
        - A candidate that is not among the known models gets the mean head moved by its published benchmark scores, or the head of the model that
          it is said to be like, or the mean head moved by its price: a guess, and its standard deviation says so.
        - On kinds of prompts that are not in the data the highest estimate is no better than the best single model. The router therefore leaves
          that one only where another is better by a margin, and so gives away a part of the gain above.
        - Scores of different tables were graded differently; they are tied together only by models that stand in several of them.

        ## Known models

        \(manifest.models.map { "`\($0.name)` (\($0.outcomes))" }.joined(separator: ", "))

        The number is the count of outcomes that each was learned from.

        """
    }

    private static func embedding(_ manifest: BundleManifest) -> String {
        guard let embedding = manifest.embedding else { return "It reads no dense block." }
        let parts = embedding.metadata.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return "Static embedding of the dense block: \(parts.joined(separator: "; ")); SHA-256 `\(embedding.sha256)`."
    }

    private static func row(_ table: BundleManifest.TrainingTable) -> String {
        "| \(table.name) | \(table.rows) | \(table.rowsLeftOut) | \(table.licence ?? "not given") | `\(table.sha256)` |"
    }

    private static func metricRows(_ manifest: BundleManifest) -> [String] {
        var tables: [String] = []
        var figures: [String: BundleManifest.Metric] = [:]
        for metric in manifest.metrics {
            let parts = metric.name.split(separator: " ", maxSplits: 1).map(String.init)
            if !tables.contains(parts[0]) { tables.append(parts[0]) }
            figures[metric.name] = metric
        }
        return tables.map { table in
            func figure(_ name: String, _ decimals: Int = 3) -> String {
                guard let metric = figures["\(table) \(name)"] else { return "–" }
                let error = metric.standardError.map { String(format: " ± %.\(decimals)f", $0) } ?? ""
                return String(format: "%.\(decimals)f", metric.value) + error
            }
            return
                "| \(table) | \(figure("held-out prompts", 0)) | \(figure("best single")) | \(figure("gain", 4)) | \(figure("oracle")) "
                + "| \(figure("auc")) | \(figure("gap closed")) | \(figure("cost at best", 2)) |"
        }
    }
}

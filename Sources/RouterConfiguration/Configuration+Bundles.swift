extension Configuration {
    /// Where versions of bundles are kept, and how many.
    package struct Bundles: Sendable {
        /// The store's folder; `nil` = `bundles` beside the log.
        package var path: String?
        /// Versions without a way back to them that are kept.
        package var keep = 10
    }
}

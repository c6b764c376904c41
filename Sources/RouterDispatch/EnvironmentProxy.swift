#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The proxy settings of the environment, as far as they matter before libcurl reads them.
enum EnvironmentProxy {
    /// Whether any variable is set that libcurl takes a proxy from.
    ///
    /// libcurl looks for them, and for the exceptions, in every transfer; where there are none it need not.
    static var isSet: Bool {
        let names: [String] = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        return names.contains { name in
            getenv(name).map { $0.pointee != 0 } ?? false
        }
    }
}

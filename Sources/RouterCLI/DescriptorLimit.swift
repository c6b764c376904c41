#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// How many descriptors the process may have open.
enum DescriptorLimit {
    /// Raises the limit to what the system allows without asking anybody.
    ///
    /// Each connection takes one. What a shell hands on, 256 or 1024, is meant for programs that still use `select`.
    static func raise() {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        var wanted = limit.rlim_max
        #if canImport(Darwin)
            // More is refused, whatever the limit is said to be.
            wanted = min(wanted, rlim_t(OPEN_MAX))
        #endif
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        // A refusal leaves what there was.
        _ = setrlimit(resource, &limit)
    }
}

import CAllocationCounter

/// Bounds what the allocator keeps for itself.
enum MallocArenas {
    /// Lets threads share two arenas.
    ///
    /// By default glibc gives each thread one of its own, none of which gives back what another could use: 93 MB instead of
    /// 86 MB after the same load of the server.
    static func limit() { router_limit_malloc_arenas(2) }
}

import CAllocationCounter
import Foundation

/// Bounds what the allocator keeps for itself, and says from what pages it takes it.
enum MallocArenas {
    private static let variable = "GLIBC_TUNABLES"
    private static let tunables = "glibc.malloc.hugetlb=1"

    /// Lets threads share two arenas.
    ///
    /// By default glibc gives each thread one of its own, none of which gives back what another could use: 93 MB instead of
    /// 86 MB after the same load of the server.
    static func limit() { router_limit_malloc_arenas(2) }

    /// Lets glibc ask for large pages, from the next start of the program on.
    ///
    /// A decision reads the bundle's tables at hundreds of places that are nowhere near each other: with pages of 4 kB nearly each of
    /// them costs a walk through the page tables, in all 3 % of a request's processor time. Whoever has set the variable knows better;
    /// other C libraries do not read it.
    static func askForLargePages() { setenv(variable, tunables, 0) }
}

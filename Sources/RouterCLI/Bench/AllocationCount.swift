import CAllocationCounter

/// Counts Swift heap objects; what it counts is written down in the C header.
enum AllocationCount {
    /// How many heap objects the calling thread allocates during `work`; `nil` where the runtime cannot tell.
    ///
    /// No other thread may run Swift code meanwhile: see what the C source says of small strings.
    static func during(_ work: () throws -> Void) rethrows -> Int? {
        let isCounting = router_allocation_counter_start()
        defer { _ = router_allocation_counter_stop() }
        try work()
        return isCounting ? Int(router_allocation_counter_stop()) : nil
    }
}

#include "CAllocationCounter.h"

#if defined(__linux__)

#include <stdatomic.h>
#include <stddef.h>

typedef void *(*allocate_function)(void const *metadata, size_t size, size_t alignment_mask);

// The runtime allocates objects through this variable, which exists for instruments. It is declared weak, so that a
// runtime without it still links.
extern allocate_function _swift_allocObject __attribute__((weak));

// Newer runtimes raise this flag when they find the variable changed, and then call retain and release through variables
// too, by adapters that take small strings for objects (seen in Swift 6.3 on x86-64: a crash at the next copy of one).
extern atomic_bool _swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly __attribute__((weak));

static allocate_function original;
static _Thread_local bool is_counting;
static _Thread_local uint64_t object_count;

static void *counting_allocate(void const *metadata, size_t size, size_t alignment_mask) {
    // The runtime raises the flag right before each call; lowered here, it is down again before any retain.
    if (&_swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly != NULL)
        atomic_store_explicit(
            &_swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly, false, memory_order_relaxed);
    if (is_counting) object_count += 1;
    return original(metadata, size, alignment_mask);
}

bool router_allocation_counter_start(void) {
    if (&_swift_allocObject == NULL) return false;
    if (_swift_allocObject != counting_allocate) {
        original = _swift_allocObject;
        _swift_allocObject = counting_allocate;
    }
    object_count = 0;
    is_counting = true;
    return true;
}

uint64_t router_allocation_counter_stop(void) {
    if (is_counting) _swift_allocObject = original;
    is_counting = false;
    return object_count;
}

#else

bool router_allocation_counter_start(void) { return false; }

uint64_t router_allocation_counter_stop(void) { return 0; }

#endif

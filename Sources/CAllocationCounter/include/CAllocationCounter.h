#ifndef ROUTER_ALLOCATION_COUNTER_H
#define ROUTER_ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

// Counts the Swift heap objects that a thread allocates: class instances, boxes, closure contexts and the storage of
// arrays, strings, sets and dictionaries. Memory that is asked of the system directly (C libraries, unsafe pointers) is
// not counted. The runtime calls a counting function only between start and stop: a program that never starts the counter
// runs as if it were not there. One thread at a time may count.

// Begins counting for the calling thread from zero; false on other systems than Linux, and where the runtime offers no
// hook.
bool router_allocation_counter_start(void);

// Ends counting and returns how many objects the calling thread has allocated since it started.
uint64_t router_allocation_counter_stop(void);

/// Lets all threads share so many arenas of glibc's allocator; does nothing with another C library.
void router_limit_malloc_arenas(int count);

// Lets all threads share so many arenas of glibc's allocator; does nothing with another C library.
void router_limit_malloc_arenas(int count);

#endif

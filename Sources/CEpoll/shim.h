#ifndef ROUTER_CEPOLL_SHIM_H
#define ROUTER_CEPOLL_SHIM_H

// Linux's epoll, which Swift's module of the C library leaves out; elsewhere there is nothing in here.
#ifdef __linux__
#include <sys/epoll.h>
#endif

#endif

// What Swift's Glibc module leaves out. _GNU_SOURCE must not be defined here: fd_set would then differ
// from Glibc's, so what it would declare is declared by hand.
#pragma once
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern void *memmem(const void *, size_t, const void *, size_t);

#include <stdint.h>
#include <time.h>

// Nanoseconds on CLOCK_MONOTONIC: the clock of every `Moment`.
static inline int64_t pp_monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// No core of this process, in a file or by a pipe, and none of the processes that it starts with keys.
static inline void pp_leave_no_core(void) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

#include "loopback.h"

#include "guarded.h"

// What Swift's Glibc module leaves out. _GNU_SOURCE must not be defined here: fd_set would then differ
// from Glibc's, so what it would declare is declared by hand.
#pragma once
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <netinet/tcp.h>

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

#include "loopback.h"

#include "guarded.h"

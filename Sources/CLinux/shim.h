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

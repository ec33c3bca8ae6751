// What the server on 127.0.0.1 asks of the kernel where Swift would need more pointers than sense.
#pragma once
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <time.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>

static inline int pp_epoll_control(int epoll, int what, int socket, uint32_t events, uint64_t mark) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = events;
    event.data.u64 = mark;
    return epoll_ctl(epoll, what, socket, &event);
}

// Waits so many nanoseconds at most; a negative number waits without end. 0 where a signal came between.
static inline int pp_epoll_wait(int epoll, struct epoll_event *events, int room, int64_t nanoseconds) {
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int count = epoll_pwait2(epoll, events, room, nanoseconds < 0 ? NULL : &limit, NULL);
    return count < 0 && errno == EINTR ? 0 : count;
}

// Binds to 127.0.0.1; port 0 takes any free one. Gives the port, or minus errno.
static inline int pp_bind_loopback(int socket, int port) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(socket, (struct sockaddr *)&address, sizeof address) != 0) return -errno;
    socklen_t size = sizeof address;
    if (getsockname(socket, (struct sockaddr *)&address, &size) != 0) return -errno;
    return ntohs(address.sin_port);
}

static inline int pp_connect_loopback(int socket, int port) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(socket, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : -errno;
}

static inline int pp_set_option(int socket, int level, int option, int value) {
    return setsockopt(socket, level, option, &value, sizeof value);
}

// 1 where the kernel takes connections for it, 0 where not, or where there is no such socket.
static inline int pp_is_listening(int socket) {
    int is_listening = 0;
    socklen_t size = sizeof is_listening;
    if (getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size) != 0) return 0;
    return is_listening != 0;
}

// The next close() of this socket sends RST and drops what was not sent.
static inline int pp_reset_on_close(int socket) {
    struct linger now = {1, 0};
    return setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static inline int pp_open_socket_diagnosis(void) {
    return socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SOCK_DIAG);
}

// Whether any process of this machine still holds the other end of a loopback connection:
// 1 yes, 0 no, -1 where the kernel would not say. A FIN looks alike for shutdown(SHUT_WR) and for close();
// the owner's inode, which is 0 once nobody has the socket open, tells them apart.
static inline int pp_peer_is_held(int diagnosis, int connection) {
    struct sockaddr_in here, there;
    socklen_t size = sizeof here;
    if (getsockname(connection, (struct sockaddr *)&here, &size) != 0) return -1;
    size = sizeof there;
    if (getpeername(connection, (struct sockaddr *)&there, &size) != 0)
        return errno == ENOTCONN ? 0 : -1;
    struct { struct nlmsghdr head; struct inet_diag_req_v2 body; } question;
    memset(&question, 0, sizeof question);
    question.head.nlmsg_len = sizeof question;
    question.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    question.head.nlmsg_flags = NLM_F_REQUEST;
    question.head.nlmsg_seq = (uint32_t)there.sin_port << 16 | here.sin_port;
    question.body.sdiag_family = AF_INET;
    question.body.sdiag_protocol = IPPROTO_TCP;
    question.body.idiag_states = ~0u;
    question.body.id.idiag_sport = there.sin_port;
    question.body.id.idiag_dport = here.sin_port;
    question.body.id.idiag_src[0] = there.sin_addr.s_addr;
    question.body.id.idiag_dst[0] = here.sin_addr.s_addr;
    question.body.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
    question.body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    if (send(diagnosis, &question, sizeof question, 0) < 0) return -1;
    _Alignas(struct nlmsghdr) char answer[4096];
    const struct nlmsghdr *head = (const struct nlmsghdr *)answer;
    ssize_t count;
    do {
        count = recv(diagnosis, answer, sizeof answer, 0);
        if (count < (ssize_t)NLMSG_LENGTH(sizeof(int))) return -1;
    } while (head->nlmsg_seq != question.head.nlmsg_seq);
    if (head->nlmsg_type == NLMSG_ERROR)
        return ((const struct nlmsgerr *)NLMSG_DATA(head))->error == -ENOENT ? 0 : -1;
    if (head->nlmsg_type != SOCK_DIAG_BY_FAMILY
        || count < (ssize_t)NLMSG_LENGTH(sizeof(struct inet_diag_msg))) return -1;
    const struct inet_diag_msg *found = (const struct inet_diag_msg *)NLMSG_DATA(head);
    if (found->id.idiag_sport != there.sin_port || found->id.idiag_dport != here.sin_port) return 0;
    return found->idiag_inode != 0;
}

// A neutral server for measurements: it answers POST with one canned chat completion, whole or as a
// stream on a fixed schedule, and remembers when it really sent what. One thread, epoll, loopback only.
//
//   server -p PORT [-n EVENTS] [-f FIRST_US] [-g GAP_US] [-b BURST] [-t TAIL_US] [-l LOG]
//
// FIRST_US passes between the request and the first event (or the whole answer), GAP_US between events,
// and TAIL_US more before the last, which ends the stream; of BURST events all but the first follow at once,
// and the next burst comes when its first is due. The schedule is absolute, so it does not drift. At SIGTERM each line of LOG is: stream number, event
// number (-1: request complete), CLOCK_MONOTONIC nanoseconds just before the send.
// build: cc -O2 -o server server.c
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct client {
    int fd, stream, next, asks_usage, writing;
    long number;
    int64_t start;
    char *in, *out;
    size_t in_len, in_size, out_len, out_at, out_size;
    int heap_place;
};

struct entry { long number; int event; int64_t when; };

static int events = 200, epoll_fd;
static int burst = 1;
static int64_t first_us = 0, gap_us = 0, tail_us = 0;
static long served = 0;
static const char *log_path;
static struct entry *entries;
static size_t entry_count, entry_size;
static volatile sig_atomic_t stopping;

// A heap of the clients that owe something at a known time.
static struct client **heap;
static int heap_count, heap_size;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void note(long number, int event)
{
    if (!log_path) return;
    if (entry_count == entry_size) {
        entry_size = entry_size ? entry_size * 2 : 65536;
        entries = realloc(entries, entry_size * sizeof *entries);
    }
    entries[entry_count++] = (struct entry){number, event, now()};
}

static int64_t due(const struct client *c)
{
    if (!c->stream) return c->start + first_us * 1000;
    int64_t late = c->next >= events ? tail_us : 0;
    return c->start + (first_us + c->next / burst * burst * gap_us + late) * 1000;
}

static void put(int place, struct client *c) { heap[place] = c; c->heap_place = place; }

static void settle(int place)
{
    struct client *c = heap[place];
    while (place > 0 && due(heap[(place - 1) / 2]) > due(c)) {
        put(place, heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    for (;;) {
        int child = place * 2 + 1;
        if (child >= heap_count) break;
        if (child + 1 < heap_count && due(heap[child + 1]) < due(heap[child])) child++;
        if (due(heap[child]) >= due(c)) break;
        put(place, heap[child]);
        place = child;
    }
    put(place, c);
}

static void schedule(struct client *c)
{
    if (heap_count == heap_size) {
        heap_size = heap_size ? heap_size * 2 : 256;
        heap = realloc(heap, heap_size * sizeof *heap);
    }
    heap[heap_count] = c;
    settle(heap_count++);
}

static void unschedule(struct client *c)
{
    int place = c->heap_place;
    if (place < 0) return;
    c->heap_place = -1;
    if (place == --heap_count) return;
    heap[place] = heap[heap_count];
    heap[place]->heap_place = place;
    settle(place);
}

static void drop(struct client *c)
{
    unschedule(c);
    close(c->fd);
    free(c->in);
    free(c->out);
    free(c);
}

static void watch(struct client *c, int writing)
{
    if (c->writing == writing) return;
    c->writing = writing;
    struct epoll_event e = {.events = EPOLLIN | (writing ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &e);
}

static int flush(struct client *c)
{
    while (c->out_at < c->out_len) {
        ssize_t n = send(c->fd, c->out + c->out_at, c->out_len - c->out_at, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) { watch(c, 1); return 0; }
        if (n < 0) return -1;
        c->out_at += n;
    }
    c->out_at = c->out_len = 0;
    watch(c, 0);
    return 0;
}

static int say(struct client *c, const char *text, size_t length)
{
    if (c->out_len + length > c->out_size) {
        c->out_size = (c->out_len + length) * 2;
        c->out = realloc(c->out, c->out_size);
    }
    memcpy(c->out + c->out_len, text, length);
    c->out_len += length;
    return flush(c);
}

static int say_whole(struct client *c)
{
    char body[1024], head[256];
    int n = snprintf(body, sizeof body,
        "{\"id\":\"chatcmpl-%08ld\",\"object\":\"chat.completion\",\"created\":1790000000,\"model\":\"yardstick-1\","
        "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"4\"},\"logprobs\":null,"
        "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":24,\"completion_tokens\":1,\"total_tokens\":25},"
        "\"system_fingerprint\":\"fp_yardstick\"}", c->number);
    int h = snprintf(head, sizeof head,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", n);
    memmove(body + h, body, n);
    memcpy(body, head, h);
    return say(c, body, h + n);
}

static int say_event(struct client *c)
{
    char data[1024], framed[1200];
    const char *front = "data: {\"id\":\"chatcmpl-%08ld\",\"object\":\"chat.completion.chunk\","
                        "\"created\":1790000000,\"model\":\"yardstick-1\",\"choices\":[";
    int n = snprintf(data, sizeof data, front, c->number);
    int is_last = c->next >= events;
    if (!is_last) {
        n += snprintf(data + n, sizeof data - n,
            "{\"index\":0,\"delta\":{%s\"content\":\" a\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n",
            c->next ? "" : "\"role\":\"assistant\",");
    } else {
        n += snprintf(data + n, sizeof data - n,
            "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n");
        if (c->asks_usage) {
            n += snprintf(data + n, sizeof data - n, front, c->number);
            n += snprintf(data + n, sizeof data - n,
                "],\"usage\":{\"prompt_tokens\":24,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n",
                events, events + 24);
        }
        n += snprintf(data + n, sizeof data - n, "data: [DONE]\n\n");
    }
    int f = snprintf(framed, sizeof framed, "%x\r\n", n);
    memcpy(framed + f, data, n);
    f += n;
    f += snprintf(framed + f, sizeof framed - f, is_last ? "\r\n0\r\n\r\n" : "\r\n");
    note(c->number, c->next++);
    return say(c, framed, f);
}

static int holds(const char *text, size_t length, const char *word)
{
    return memmem(text, length, word, strlen(word)) != NULL;
}

// Serves the requests that are complete in the client's buffer, one at a time.
static int serve(struct client *c)
{
    while (!c->start && c->in_len) {
        char *end = memmem(c->in, c->in_len, "\r\n\r\n", 4);
        if (!end) return 0;
        size_t head = end - c->in + 4, length = 0;
        *end = 0;
        const char *field = strcasestr(c->in, "\r\nContent-Length:");
        if (field) length = strtoul(field + 17, NULL, 10);
        int is_post = !strncmp(c->in, "POST ", 5);
        *end = '\r';
        if (c->in_len < head + length) return 0;
        const char *body = c->in + head;
        int result = 0;
        if (is_post) {
            c->number = ++served;
            c->next = 0;
            c->start = now();
            c->stream = holds(body, length, "\"stream\":true");
            c->asks_usage = holds(body, length, "\"include_usage\":true");
            note(c->number, -1);
            if (c->stream) {
                static const char opening[] =
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
                result = say(c, opening, sizeof opening - 1);
                schedule(c);
            } else if (first_us) {
                schedule(c);
            } else {
                result = say_whole(c);
                c->start = 0;
            }
        } else {
            static const char fine[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
            result = say(c, fine, sizeof fine - 1);
        }
        memmove(c->in, c->in + head + length, c->in_len - head - length);
        c->in_len -= head + length;
        if (result < 0) return -1;
    }
    return 0;
}

static void play(struct client *c)
{
    unschedule(c);
    int is_over = 1, result;
    if (c->stream) {
        result = say_event(c);
        is_over = c->next > events;
    } else {
        note(c->number, 0);
        result = say_whole(c);
    }
    if (result < 0) { drop(c); return; }
    if (!is_over) { schedule(c); return; }
    c->start = 0;
    if (serve(c) < 0) drop(c);
}

static void stop(int signal) { (void)signal; stopping = 1; }

static int listen_on(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (void *)&place, sizeof place) || listen(fd, 4096)) { perror("server"); exit(1); }
    return fd;
}

static void welcome(int listener)
{
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct client *c = calloc(1, sizeof *c);
        c->fd = fd;
        c->heap_place = -1;
        c->in_size = 8192;
        c->in = malloc(c->in_size);
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &e);
    }
}

static int hear(struct client *c)
{
    if (c->in_len + 4096 > c->in_size) { c->in_size *= 2; c->in = realloc(c->in, c->in_size); }
    ssize_t n = recv(c->fd, c->in + c->in_len, c->in_size - c->in_len, 0);
    if (n < 0) return errno == EAGAIN ? 0 : -1;
    if (n == 0) return -1;
    c->in_len += n;
    return serve(c);
}

int main(int count, char **words)
{
    int port = 8089, option;
    while ((option = getopt(count, words, "p:n:f:g:b:t:l:")) != -1) {
        switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'n': events = atoi(optarg); break;
        case 'f': first_us = atol(optarg); break;
        case 'g': gap_us = atol(optarg); break;
        case 'b': burst = atoi(optarg); break;
        case 't': tail_us = atol(optarg); break;
        case 'l': log_path = optarg; break;
        default:
            fprintf(stderr, "usage: server -p PORT [-n EVENTS] [-f FIRST_US] [-g GAP_US] [-b BURST] [-t TAIL_US] [-l LOG]\n");
            return 2;
        }
    }
    struct rlimit files = {65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    struct sigaction on_stop = {.sa_handler = stop};
    sigaction(SIGTERM, &on_stop, NULL);
    sigaction(SIGINT, &on_stop, NULL);
    int listener = listen_on(port);
    epoll_fd = epoll_create1(0);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL}, ready[512];
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &e);
    while (!stopping) {
        struct timespec wait, *until = NULL;
        if (heap_count) {
            int64_t left = due(heap[0]) - now();
            if (left < 0) left = 0;
            wait = (struct timespec){left / 1000000000, left % 1000000000};
            until = &wait;
        }
        int n = epoll_pwait2(epoll_fd, ready, 512, until, NULL);
        for (int i = 0; i < n; i++) {
            struct client *c = ready[i].data.ptr;
            if (!c) { welcome(listener); continue; }
            if ((ready[i].events & EPOLLOUT) && flush(c) < 0) { drop(c); continue; }
            if ((ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) && hear(c) < 0) drop(c);
        }
        int64_t time = now();
        for (int i = 0; i < 512 && heap_count && due(heap[0]) <= time; i++) play(heap[0]);
    }
    if (log_path) {
        FILE *file = fopen(log_path, "w");
        if (!file) { perror(log_path); return 1; }
        for (size_t i = 0; i < entry_count; i++)
            fprintf(file, "%ld %d %lld\n", entries[i].number, entries[i].event, (long long)entries[i].when);
        fclose(file);
    }
    return 0;
}

// The yardstick: what libcurl costs in plain C. It sends the same request again and again over kept
// connections and does nothing with the answers but count them and stamp stream events.
//
//   loop -u URL [-n CASES] [-c AT_ONCE] [-s] [-a CAFILE] [-d CADIR] [-t]
//
// -s asks for streams (driven by multi_socket_action and epoll; plain answers by multi_poll); -a trusts
// a CA file beside libcurl's defaults, -d a hashed directory alone; -t opens a connection for each case.
// It prints one JSON line: cases, failures, events, wall and CPU seconds, TTFT percentiles in ms.
// build: cc -O2 -o loop loop.c -lcurl
#define _GNU_SOURCE
#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct worker {
    CURL *easy;
    char request[512], *line;
    size_t line_len, line_size;
    int64_t queued, first;
};

static const char *url = "http://127.0.0.1:8089/v1/chat/completions", *ca_file, *ca_dir;
static long cases = 1000, at_once = 64, started, finished, failures, events;
static int streams, fresh, epoll_fd;
static long timer_ms = -1;
static double *ttft;
static long ttft_count;
static CURLM *multi;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

// Keeps unfinished lines, counts the data lines with content, and remembers the first one's time.
static size_t on_body(char *bytes, size_t size, size_t count, void *box)
{
    struct worker *w = box;
    size_t length = size * count;
    if (!streams) return length;
    int64_t time = now();
    if (w->line_len + length > w->line_size) {
        w->line_size = (w->line_len + length) * 2;
        w->line = realloc(w->line, w->line_size);
    }
    memcpy(w->line + w->line_len, bytes, length);
    w->line_len += length;
    size_t at = 0;
    char *end;
    while ((end = memchr(w->line + at, '\n', w->line_len - at))) {
        size_t n = end - (w->line + at);
        if (n > 6 && !memcmp(w->line + at, "data: ", 6) && memmem(w->line + at, n, "\"content\":\"", 11)) {
            events++;
            if (!w->first) w->first = time;
        }
        at += n + 1;
    }
    memmove(w->line, w->line + at, w->line_len - at);
    w->line_len -= at;
    return length;
}

static int start(struct worker *w)
{
    if (started >= cases) return 0;
    int n = snprintf(w->request, sizeof w->request,
        "{\"model\":\"yardstick-1\",%s\"messages\":[{\"role\":\"user\",\"content\":"
        "\"Question %ld: what is 2+2? Answer with the number only.\"}],\"temperature\":0,\"max_tokens\":16}",
        streams ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : "", started++);
    curl_easy_setopt(w->easy, CURLOPT_POSTFIELDS, w->request);
    curl_easy_setopt(w->easy, CURLOPT_POSTFIELDSIZE, (long)n);
    w->line_len = 0;
    w->first = 0;
    w->queued = now();
    curl_multi_add_handle(multi, w->easy);
    return 1;
}

static void reap(void)
{
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left))) {
        struct worker *w;
        long status = 0;
        curl_off_t sent = 0;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &w);
        curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRETRANSFER_TIME_T, &sent);
        if (message->data.result || status != 200) failures++;
        if (w->first) ttft[ttft_count++] = (w->first - w->queued - sent * 1000) / 1e6;
        finished++;
        curl_multi_remove_handle(multi, w->easy);
        start(w);
    }
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *box, void *known)
{
    (void)easy, (void)box;
    struct epoll_event e = {.events = (what & 1 ? EPOLLIN : 0) | (what & 2 ? EPOLLOUT : 0), .data.fd = fd};
    if (what == CURL_POLL_REMOVE) epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    else epoll_ctl(epoll_fd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &e);
    curl_multi_assign(multi, fd, what == CURL_POLL_REMOVE ? NULL : (void *)1);
    return 0;
}

static int on_timer(CURLM *m, long ms, void *box)
{
    (void)m, (void)box;
    timer_ms = ms;
    return 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec / 1e6; }

int main(int count, char **words)
{
    int option;
    while ((option = getopt(count, words, "u:n:c:sa:d:t")) != -1) {
        switch (option) {
        case 'u': url = optarg; break;
        case 'n': cases = atol(optarg); break;
        case 'c': at_once = atol(optarg); break;
        case 's': streams = 1; break;
        case 'a': ca_file = optarg; break;
        case 'd': ca_dir = optarg; break;
        case 't': fresh = 1; break;
        default: fprintf(stderr, "usage: loop -u URL [-n CASES] [-c AT_ONCE] [-s] [-a CAFILE] [-d CADIR] [-t]\n"); return 2;
        }
    }
    ttft = calloc(cases, sizeof *ttft);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, at_once);
    if (streams) {
        epoll_fd = epoll_create1(0);
        curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
        curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    }
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Authorization: Bearer sk-yardstick");
    headers = curl_slist_append(headers, "Expect:");
    struct worker *workers = calloc(at_once, sizeof *workers);
    int64_t begun = now();
    for (long i = 0; i < at_once; i++) {
        struct worker *w = workers + i;
        w->easy = curl_easy_init();
        curl_easy_setopt(w->easy, CURLOPT_URL, url);
        curl_easy_setopt(w->easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(w->easy, CURLOPT_WRITEFUNCTION, on_body);
        curl_easy_setopt(w->easy, CURLOPT_WRITEDATA, w);
        curl_easy_setopt(w->easy, CURLOPT_PRIVATE, w);
        curl_easy_setopt(w->easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(w->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
        if (fresh) curl_easy_setopt(w->easy, CURLOPT_FRESH_CONNECT, 1L);
        if (ca_file) curl_easy_setopt(w->easy, CURLOPT_CAINFO, ca_file);
        if (ca_dir) {
            curl_easy_setopt(w->easy, CURLOPT_CAINFO, NULL);
            curl_easy_setopt(w->easy, CURLOPT_CAPATH, ca_dir);
        }
        if (!start(w)) break;
    }
    int running = 1;
    if (streams) curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    while (finished < cases) {
        if (!streams) {
            curl_multi_perform(multi, &running);
            reap();
            if (finished < cases) curl_multi_poll(multi, NULL, 0, 1000, NULL);
            continue;
        }
        struct epoll_event ready[256];
        int n = epoll_wait(epoll_fd, ready, 256, timer_ms < 0 ? 1000 : (int)timer_ms);
        if (n == 0) {
            timer_ms = -1;
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
        }
        for (int i = 0; i < n; i++) {
            int what = (ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR) ? CURL_CSELECT_IN : 0)
                | (ready[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
            curl_multi_socket_action(multi, ready[i].data.fd, what, &running);
        }
        reap();
    }
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    qsort(ttft, ttft_count, sizeof *ttft, by_size);
    printf("{\"cases\":%ld,\"failures\":%ld,\"events\":%ld,\"wall_s\":%.4f,\"cpu_s\":%.4f,"
           "\"ttft_p50_ms\":%.3f,\"ttft_p95_ms\":%.3f,\"rss_kb\":%ld}\n",
        finished, failures, events, (now() - begun) / 1e9, seconds(used.ru_utime) + seconds(used.ru_stime),
        ttft_count ? ttft[ttft_count / 2] : 0, ttft_count ? ttft[ttft_count * 95 / 100] : 0, used.ru_maxrss);
    return failures ? 1 : 0;
}

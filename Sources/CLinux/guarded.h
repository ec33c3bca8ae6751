// A program under a guard. The guard is a small process of ours that ends the program's whole group when the
// lifeline closes, whoever closes it: a stop, an exit, a kill -9; then it removes what the program was given to
// write in. Nothing here touches memory that another thread may hold: between fork and exec only system calls
// are made.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern int pipe2(int[2], int);
extern int close_range(unsigned int, unsigned int, int);

struct pp_program {
    const char *path;
    char *const *arguments;
    char *const *environment;
    const char *folder;
    // A folder that is gone when the program is; null where there is none.
    const char *scratch;
    int log;
};

static inline void pp_become(const struct pp_program *program) {
    setpgid(0, 0);
    // The guard has one thread, so its death is the process's.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == 1) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    if (chdir(program->folder) != 0) _exit(127);
    execve(program->path, program->arguments, program->environment);
    _exit(127);
}

// Waits for a child so many tenths of a second. 1 where it has ended.
static inline int pp_wait_for(pid_t child, int *status, int tenths) {
    for (int i = 0; i <= tenths; i++) {
        pid_t ended = waitpid(child, status, WNOHANG);
        if (ended == child || (ended < 0 && errno == ECHILD)) return 1;
        if (i < tenths) poll(NULL, 0, 100);
    }
    return 0;
}

static inline void pp_remove(const char *folder) {
    pid_t child = fork();
    if (child == 0) {
        char *const arguments[] = {"rm", "-rf", "--", (char *)folder, NULL};
        char *const environment[] = {NULL};
        execve("/bin/rm", arguments, environment);
        _exit(127);
    }
    int status = 0;
    if (child > 0 && !pp_wait_for(child, &status, 50)) kill(child, SIGKILL);
}

static inline void pp_guard(const struct pp_program *program, int lifeline) {
    // Of a terminal's signals the program hears through us alone.
    setpgid(0, 0);
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, 0);
    dup2(program->log, 1);
    dup2(program->log, 2);
    if (lifeline != 3) dup2(lifeline, 3);
    // Also our caller's end of the lifeline, and every socket that it listens on.
    if (close_range(4, ~0U, 0) != 0)
        for (int i = 4; i < 65536; i++) close(i);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    pid_t child = fork();
    if (child < 0) _exit(127);
    if (child == 0) {
        close(3);
        pp_become(program);
    }
    setpgid(child, child);
    int status = 0;
    struct pollfd end = {3, POLLIN, 0};
    for (;;) {
        if (pp_wait_for(child, &status, 0)) break;
        int count = poll(&end, 1, 100);
        if (count == 0 || (count < 0 && errno == EINTR)) continue;
        kill(-child, SIGTERM);
        if (!pp_wait_for(child, &status, 30)) {
            kill(-child, SIGKILL);
            pp_wait_for(child, &status, 30);
        }
        break;
    }
    // What the program has started and left behind.
    kill(-child, SIGKILL);
    if (program->scratch) pp_remove(program->scratch);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

// Gives the guard's process id and our end of its lifeline, or minus errno.
static inline pid_t pp_start_guarded(const struct pp_program *program, int *lifeline) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
    pid_t guard = fork();
    if (guard == 0) pp_guard(program, ends[0]);
    int failure = errno;
    close(ends[0]);
    if (guard < 0) {
        close(ends[1]);
        return -failure;
    }
    *lifeline = ends[1];
    return guard;
}

// The exit status of a guard that has ended, -1 while it runs. Waits for it where asked to.
static inline int pp_guard_status(pid_t guard, int waits) {
    int status = 0;
    pid_t ended;
    do ended = waitpid(guard, &status, waits ? 0 : WNOHANG);
    while (ended < 0 && errno == EINTR);
    if (ended == 0) return -1;
    if (ended < 0) return 127;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

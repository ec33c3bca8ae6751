#include <stdlib.h>

// Many tests hold clocks to account, and have ports, processes and threads of their own: a bare `swift test`, which
// starts all two thousand at once, finds a machine that is too busy. So they go one after the other, as with
// `--no-parallel`, unless somebody says another width. Swift Testing reads it when it starts, after this.
__attribute__((constructor)) static void one_at_a_time(void) {
    setenv("SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH", "1", 0);
}

#pragma once

// A function marked with this is also compiled for wider registers; the loader selects the version when the
// addon is loaded.
#if defined(__x86_64__) && defined(__linux__)
#define TILESCOPE_WIDE __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define TILESCOPE_WIDE
#endif

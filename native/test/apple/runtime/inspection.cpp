// For tests: which objects are alive.
#include "classes.h"

extern "C" __attribute__((visibility("default"))) void
TilescopeDoubleLiveObjects(void (*visit)(void *context, const char *class_name, int64_t live),
                           void *context) {
  objc_runtime::ForEachClass([&](const char *name, int64_t live) { visit(context, name, live); });
}

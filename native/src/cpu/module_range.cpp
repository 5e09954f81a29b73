#include "module_range.h"

#include <algorithm>
#ifdef __APPLE__
#include <dlfcn.h>
#include <mach-o/loader.h>
#else
#include <link.h>
#endif

namespace tilescope {
namespace {

void Extend(ModuleRange &range, uintptr_t start, uintptr_t size) {
  range.start = range.end == 0 ? start : std::min(range.start, start);
  range.end = std::max(range.end, start + size);
}

} // namespace

#ifdef __APPLE__
ModuleRange ModuleRangeOf(const void *inside) {
  Dl_info info;
  ModuleRange range;
  if (!dladdr(inside, &info))
    return range;
  const auto *header = static_cast<const mach_header_64 *>(info.dli_fbase);
  const auto *command = reinterpret_cast<const load_command *>(header + 1);
  uintptr_t text = 0;
  for (uint32_t i = 0; i < header->ncmds; i++) {
    if (command->cmd == LC_SEGMENT_64) {
      const auto *segment = reinterpret_cast<const segment_command_64 *>(command);
      if (segment->fileoff == 0 && segment->filesize != 0)
        text = segment->vmaddr;
      Extend(range, segment->vmaddr, segment->vmsize);
    }
    command =
        reinterpret_cast<const load_command *>(reinterpret_cast<const char *>(command) + command->cmdsize);
  }
  const uintptr_t slide = reinterpret_cast<uintptr_t>(header) - text;
  return {range.start + slide, range.end + slide};
}
#else
ModuleRange ModuleRangeOf(const void *inside) {
  struct Search {
    const void *inside;
    ModuleRange found;
  } search = {inside, {}};
  dl_iterate_phdr(
      [](dl_phdr_info *object, size_t, void *data) {
        ModuleRange range;
        for (int i = 0; i < object->dlpi_phnum; i++) {
          const auto &header = object->dlpi_phdr[i];
          if (header.p_type == PT_LOAD)
            Extend(range, object->dlpi_addr + header.p_vaddr, header.p_memsz);
        }
        auto *wanted = static_cast<Search *>(data);
        if (!range.Contains(wanted->inside))
          return 0;
        wanted->found = range;
        return 1;
      },
      &search);
  return search.found;
}
#endif

} // namespace tilescope

#pragma once
// The macOS version that introduced a declaration, according to its documentation. Compilers that target
// macOS check it against @available; others ignore it.
#define TILESCOPE_PLATFORM_macos(version) macos, introduced = version
#define TILESCOPE_DEPRECATED_macos(since, until) macos, introduced = since, deprecated = until
#define API_AVAILABLE(platform) __attribute__((availability(TILESCOPE_PLATFORM_##platform)))
#define API_DEPRECATED(text, platform)                                                                       \
  __attribute__((availability(TILESCOPE_DEPRECATED_##platform, message = text)))
#define API_DEPRECATED_WITH_REPLACEMENT(other, platform)                                                     \
  __attribute__((availability(TILESCOPE_DEPRECATED_##platform, replacement = other)))

#ifndef __APPLE__
// If the target is not macOS, clang evaluates @available(macOS 15.0, *) to a constant. Here the double's
// runtime decides: the macro turns it into @selector(self) && MacosIsAtLeast("macOS 15.0"), and a selector is
// never null.
extern "C" bool TilescopeDoubleMacosIsAtLeast(const char *platform_and_version);
#define available(platform_and_version, ...)                                                                 \
  selector(self) && TilescopeDoubleMacosIsAtLeast(#platform_and_version)
#endif

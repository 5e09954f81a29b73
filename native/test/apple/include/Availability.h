#pragma once
// Since when macOS has a thing, as its documentation says. Compilers that build for macOS check it against
// @available; others ignore it.
#define TILESCOPE_PLATFORM_macos(version) macos, introduced = version
#define TILESCOPE_DEPRECATED_macos(since, until) macos, introduced = since, deprecated = until
#define API_AVAILABLE(platform) __attribute__((availability(TILESCOPE_PLATFORM_##platform)))
#define API_DEPRECATED(text, platform)                                                                       \
  __attribute__((availability(TILESCOPE_DEPRECATED_##platform, message = text)))
#define API_DEPRECATED_WITH_REPLACEMENT(other, platform)                                                     \
  __attribute__((availability(TILESCOPE_DEPRECATED_##platform, replacement = other)))

#ifndef __APPLE__
// Clang answers @available(macOS 15.0, *) with a constant where the target is not macOS. Here the double's
// runtime answers: the macro makes it @selector(self) && MacosIsAtLeast("macOS 15.0"), and a selector is
// never null.
extern "C" bool TilescopeDoubleMacosIsAtLeast(const char *platform_and_version);
#define available(platform_and_version, ...)                                                                 \
  selector(self) && TilescopeDoubleMacosIsAtLeast(#platform_and_version)
#endif

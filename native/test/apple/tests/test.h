#pragma once
#import <Foundation/Foundation.h>

#include <cstdint>
#include <map>
#include <string>

// The double's tests: an addon that runs them by name, because the double's MSL front end needs Node. A
// failed check ends the process.
using TestFunction = void (*)();

struct Test {
  Test(const char *name, TestFunction function);
};

std::map<std::string, TestFunction> &AllTests();

[[noreturn]] void FailCheck(const char *file, int line, const std::string &what);

// The number of live objects of all classes, and of one class.
int64_t LiveObjects(const char *of_class = nullptr);

#define TEST(name)                                                                                           \
  static void name();                                                                                        \
  static const Test register_##name(#name, &name);                                                           \
  static void name()

#define CHECK(...)                                                                                           \
  do {                                                                                                       \
    if (!(__VA_ARGS__))                                                                                      \
      FailCheck(__FILE__, __LINE__, #__VA_ARGS__);                                                           \
  } while (false)

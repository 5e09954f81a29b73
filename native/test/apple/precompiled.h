// What most sources include, compiled once for each language: parsing it takes longer than compiling a
// source.
#ifdef __OBJC__
#import <Foundation/Foundation.h>
#import <Metal/Metal.h>
#else
#include <napi.h>
#endif

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

#pragma once
#include "backend.h"

#import <Metal/Metal.h>

#include <functional>
#include <unordered_set>
#include <variant>
#include <vector>

namespace metal_double {

// A step of the GPU: a kernel, or what the double does in its place.
using Step = std::variant<tilescope::Dispatch, std::function<void()>>;

// The objects that a command buffer uses. It retains them or relies on the caller to.
class Uses {
public:
  explicit Uses(bool keeps) : keeps_(keeps) {}
  void Add(id object);
  // Ends the process if an object was released too early.
  void Check() const;
  void Clear();

private:
  bool keeps_;
  std::unordered_set<const void *> known_;
  std::vector<id> kept_;
  std::vector<__weak id> relied_on_;
};

// The steps that an encoder recorded.
struct Pass {
  NSString *label;
  NSArray<NSString *> *signposts;
  std::vector<Step> steps;
};

// Runs the steps in order. Throws the Error of a kernel that failed.
void RunSteps(std::vector<Step> &steps);

} // namespace metal_double

#include "arrival.h"

#include <cstddef>
#include <vector>

namespace tilescope {
namespace {

// One step of a lane's way to where it waits: a loop, or a call, and how often the loop's body has run.
struct Step {
  msl_site position; // with MSL_STEP_ARGUMENT
  msl_u64 turns;
};

// What is to be compared at one depth: arguments come before what the function does that they are for.
msl_site OrderOf(msl_site position) { return position ^ MSL_STEP_ARGUMENT; }

// The number whose product with an odd one is 1: Newton's iteration doubles the bits that are right, three at
// first.
constexpr msl_u64 InverseOf(msl_u64 odd) {
  msl_u64 inverse = odd;
  for (int bits = 3; bits < 64; bits *= 2)
    inverse *= 2 - odd * inverse;
  return inverse;
}
constexpr msl_u64 kInverseFactor = InverseOf(MSL_STEP_FACTOR);
static_assert(kInverseFactor * MSL_STEP_FACTOR == 1);

// From the outermost to the innermost scope.
std::vector<Step> WayOf(const MslLane &lane) {
  std::vector<Step> way;
  msl_u64 path = lane.path;
  for (const MslScope *scope = lane.scope; scope; scope = scope->outer) {
    const msl_site position = scope->step * kInverseFactor >> 1;
    way.insert(way.begin(), {position, (path - scope->outer_path) * InverseOf(scope->step) - 1});
    path = scope->outer_path;
  }
  return way;
}

// At one position, instances of a template may exchange values of different sizes: those come apart, in any
// order.
std::strong_ordering CompareSites(msl_site a, msl_site b) {
  const auto order = (a & MSL_SITE_POSITION) <=> (b & MSL_SITE_POSITION);
  return order != 0 ? order : a <=> b;
}

} // namespace

std::strong_ordering CompareArrivals(const MslLane &a, const MslLane &b) {
  if (a.path == b.path)
    return CompareSites(a.site, b.site);
  const auto of_a = WayOf(a), of_b = WayOf(b);
  for (std::size_t depth = 0;; depth++) {
    const Step *in_a = depth < of_a.size() ? &of_a[depth] : nullptr;
    const Step *in_b = depth < of_b.size() ? &of_b[depth] : nullptr;
    if (!in_a && !in_b)
      return CompareSites(a.site, b.site);
    const msl_site at_a = OrderOf(in_a ? in_a->position : a.site & MSL_SITE_POSITION);
    const msl_site at_b = OrderOf(in_b ? in_b->position : b.site & MSL_SITE_POSITION);
    if (at_a != at_b || !in_a || !in_b)
      return at_a != at_b ? at_a <=> at_b : (in_a == nullptr) <=> (in_b == nullptr);
    if (in_a->turns != in_b->turns)
      return in_a->turns <=> in_b->turns;
  }
}

} // namespace tilescope

#include "arrival.h"

#include <cstddef>
#include <vector>

namespace tilescope {
namespace {

// From the outermost to the innermost.
std::vector<const MslScope *> ScopesOf(const MslLane &lane) {
  std::vector<const MslScope *> scopes;
  for (const MslScope *scope = lane.scope; scope; scope = scope->outer)
    scopes.insert(scopes.begin(), scope);
  return scopes;
}

// At one position, instances of a template may exchange values of different sizes: those come apart, in any
// order.
std::strong_ordering CompareSites(msl_u32 a, msl_u32 b) {
  const auto order = (a & MSL_SITE_POSITION) <=> (b & MSL_SITE_POSITION);
  return order != 0 ? order : a <=> b;
}

} // namespace

std::strong_ordering CompareArrivals(const MslLane &a, const MslLane &b) {
  if (a.path == b.path)
    return CompareSites(a.site, b.site);
  const auto of_a = ScopesOf(a), of_b = ScopesOf(b);
  for (std::size_t depth = 0;; depth++) {
    const MslScope *in_a = depth < of_a.size() ? of_a[depth] : nullptr;
    const MslScope *in_b = depth < of_b.size() ? of_b[depth] : nullptr;
    if (!in_a && !in_b)
      return CompareSites(a.site, b.site);
    const msl_u32 at_a = in_a ? in_a->position : a.site & MSL_SITE_POSITION;
    const msl_u32 at_b = in_b ? in_b->position : b.site & MSL_SITE_POSITION;
    if (at_a != at_b || !in_a || !in_b)
      return at_a != at_b ? at_a <=> at_b : (in_a == nullptr) <=> (in_b == nullptr);
    if (in_a->turn != in_b->turn)
      return in_a->turn <=> in_b->turn;
  }
}

} // namespace tilescope

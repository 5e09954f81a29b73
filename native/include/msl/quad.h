// Votes, scans and filling shuffles among the four lanes of a quad.
#pragma once
namespace metal {
template <class T>
MSL_FUNCTION T quad_shuffle_and_fill_up(T v, T fill, ushort delta, ushort modulo = 4, MSL_SITE_ARGUMENT) {
  return simd_shuffle_and_fill_up(v, fill, delta, modulo, site);
}
template <class T>
MSL_FUNCTION T quad_shuffle_and_fill_down(T v, T fill, ushort delta, ushort modulo = 4, MSL_SITE_ARGUMENT) {
  return simd_shuffle_and_fill_down(v, fill, delta, modulo, site);
}
// Folds the values of the participating lanes below this one, or up to it.
template <class T, class F> MSL_FUNCTION T quad_scanned(T v, T start, int end, uint site, F fold) {
  const auto x = exchanged(v, site);
  T result = start;
  for (int i = x.lane & 28; i < x.lane + end; i++)
    if (x.has(i))
      result = fold(result, x[i]);
  return result;
}
#define MSL_QUAD_SCAN(name, start, expression)                                                               \
  template <class T> MSL_FUNCTION T quad_prefix_exclusive_##name(T v, MSL_SITE_ARGUMENT) {                   \
    return quad_scanned(v, T(start), 0, site, [](T a, T b) -> T { return expression; });                     \
  }                                                                                                          \
  template <class T> MSL_FUNCTION T quad_prefix_inclusive_##name(T v, MSL_SITE_ARGUMENT) {                   \
    return quad_scanned(v, T(start), 1, site, [](T a, T b) -> T { return expression; });                     \
  }
MSL_QUAD_SCAN(sum, 0, a + b)
MSL_QUAD_SCAN(product, 1, a *b)
#undef MSL_QUAD_SCAN

struct quad_vote {
  typedef uint vote_t;
  uint votes, lanes;
  explicit operator vote_t() const { return votes; }
  bool all() const { return votes == lanes; }
  bool any() const { return votes != 0; }
};
MSL_FUNCTION quad_vote quad_ballot(bool vote, MSL_SITE_ARGUMENT) {
  const auto x = exchanged((uchar)vote, site);
  const int first = x.lane & 28;
  uint votes = 0;
  for (int i = 0; i < 4; i++)
    if (x.has(first + i) && x[first + i])
      votes |= 1u << i;
  return quad_vote{votes, x.exchange->mask >> first & 15u};
}
MSL_FUNCTION bool quad_any(bool vote, MSL_SITE_ARGUMENT) { return quad_ballot(vote, site).any(); }
MSL_FUNCTION bool quad_all(bool vote, MSL_SITE_ARGUMENT) { return quad_ballot(vote, site).all(); }
MSL_FUNCTION quad_vote quad_active_threads_mask(MSL_SITE_ARGUMENT) { return quad_ballot(true, site); }
MSL_FUNCTION bool quad_is_first(MSL_SITE_ARGUMENT) {
  const auto x = exchanged((uchar)1, site);
  return (x.exchange->mask >> (x.lane & 28) & ((1u << (x.lane & 3)) - 1u)) == 0;
}
} // namespace metal

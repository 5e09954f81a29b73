// Barriers, and functions by which the lanes of a SIMD-group or a quad exchange values.
#pragma once
namespace metal {
enum class mem_flags {
  mem_none = 0,
  mem_device = 1,
  mem_threadgroup = 2,
  mem_texture = 4,
  mem_threadgroup_imageblock = 8,
  mem_object_data = 16
};
MSL_FUNCTION constexpr mem_flags operator|(mem_flags a, mem_flags b) { return (mem_flags)((int)a | (int)b); }

MSL_FUNCTION uint ordering(mem_flags flags) { return ((uint)flags & 3u) << MSL_SITE_MEMORY_SHIFT; }
MSL_FUNCTION void threadgroup_barrier(mem_flags flags, uint site = MSL_SITE_HERE) {
  msl_sync_threadgroup(msl_current_lane(), site | ordering(flags));
}
MSL_FUNCTION void simdgroup_barrier(mem_flags flags, uint site = MSL_SITE_HERE) {
  msl_sync_simdgroup(msl_current_lane(), site | ordering(flags));
}

// The values of the participating lanes, of which this lane is one.
template <class T> struct Exchanged {
  MslExchange *exchange;
  int lane;
  MSL_FUNCTION T operator[](int i) const {
    if (MSL_CHECKS && !has(i))
      msl_check_inactive_lane(i);
    return ((T *)exchange->values)[i];
  }
  MSL_FUNCTION bool has(int i) const { return exchange->mask >> i & 1; }
  MSL_FUNCTION bool leads() const { return lane == (int)exchange->leader; }
};
// Every size is a power of two, because vec<T, 3> is as large as vec<T, 4>.
template <class T> MSL_FUNCTION Exchanged<T> exchanged(T value, uint site) {
  MslLane *lane = msl_current_lane();
  return Exchanged<T>{msl_exchange(lane, value, site), lane->lane};
}

#define MSL_SITE_ARGUMENT uint site = MSL_SITE_HERE
template <class T> MSL_FUNCTION T simd_shuffle(T v, ushort i, MSL_SITE_ARGUMENT) {
  return exchanged(v, site)[i & 31];
}
template <class T> MSL_FUNCTION T simd_broadcast(T v, ushort i, MSL_SITE_ARGUMENT) {
  return exchanged(v, site)[i & 31];
}
template <class T> MSL_FUNCTION T simd_broadcast_first(T v, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[x.exchange->leader];
}
template <class T> MSL_FUNCTION T simd_shuffle_xor(T v, ushort mask, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[(x.lane ^ mask) & 31];
}
template <class T> MSL_FUNCTION T simd_shuffle_up(T v, ushort delta, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  if (x.lane < delta)
    return v;
  return x[x.lane - delta];
}
template <class T> MSL_FUNCTION T simd_shuffle_down(T v, ushort delta, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  if (x.lane + delta > 31)
    return v;
  return x[x.lane + delta];
}
template <class T> MSL_FUNCTION T simd_shuffle_rotate_up(T v, ushort delta, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[(x.lane - delta) & 31];
}
template <class T> MSL_FUNCTION T simd_shuffle_rotate_down(T v, ushort delta, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[(x.lane + delta) & 31];
}
// Within this lane's group of `modulo` lanes.
template <class T>
MSL_FUNCTION T simd_shuffle_and_fill_up(T v, T fill, ushort delta, ushort modulo = 32, MSL_SITE_ARGUMENT) {
  const auto data = exchanged(v, site), filling = exchanged(fill, site);
  const int within = data.lane % modulo, first = data.lane - within;
  if (within < delta)
    return filling[first + modulo + within - delta];
  return data[data.lane - delta];
}
template <class T>
MSL_FUNCTION T simd_shuffle_and_fill_down(T v, T fill, ushort delta, ushort modulo = 32, MSL_SITE_ARGUMENT) {
  const auto data = exchanged(v, site), filling = exchanged(fill, site);
  const int within = data.lane % modulo, first = data.lane - within;
  if (within + delta >= modulo)
    return filling[first + within + delta - modulo];
  return data[data.lane + delta];
}
template <class T> MSL_FUNCTION T quad_broadcast(T v, ushort i, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[(x.lane & 28) + (i & 3)];
}
template <class T> MSL_FUNCTION T quad_shuffle(T v, ushort i, MSL_SITE_ARGUMENT) {
  return quad_broadcast(v, i, site);
}
template <class T> MSL_FUNCTION T quad_broadcast_first(T v, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  int first = x.lane & 28;
  while (!x.has(first))
    first++;
  return x[first];
}
template <class T> MSL_FUNCTION T quad_shuffle_up(T v, ushort delta, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  if ((x.lane & 3) < delta)
    return v;
  return x[x.lane - delta];
}
template <class T> MSL_FUNCTION T quad_shuffle_down(T v, ushort delta, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  if ((x.lane & 3) + delta > 3)
    return v;
  return x[x.lane + delta];
}
template <class T> MSL_FUNCTION T quad_shuffle_rotate_up(T v, ushort delta, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[(x.lane & 28) + ((x.lane - delta) & 3)];
}
template <class T> MSL_FUNCTION T quad_shuffle_rotate_down(T v, ushort delta, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[(x.lane & 28) + ((x.lane + delta) & 3)];
}
template <class T> MSL_FUNCTION T quad_shuffle_xor(T v, ushort mask, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[x.lane ^ (mask & 3)];
}

// Folds the values of all 32 lanes, upper half onto lower half, in vector instructions.
template <class T, class F> MSL_FUNCTION T folded_whole(Exchanged<T> x, F fold) {
  T values[16];
#pragma unroll
  for (int i = 0; i < 16; i++)
    values[i] = fold(x[i], x[i + 16]);
#pragma unroll
  for (int count = 8; count > 0; count /= 2)
#pragma unroll
    for (int i = 0; i < count; i++)
      values[i] = fold(values[i], values[i + count]);
  return values[0];
}
// Folds the values of the participating lanes in order.
template <class T, class F> MSL_FUNCTION T folded_part(Exchanged<T> x, F fold) {
  T result = x[x.lane];
  for (uint rest = x.exchange->mask & (x.exchange->mask - 1); rest; rest &= rest - 1)
    result = fold(result, x[__builtin_ctz(rest)]);
  return result;
}
// The leader folds the values; the others read its result.
template <class T, class F> MSL_FUNCTION T reduced(T v, uint site, F fold) {
  const auto x = exchanged(v, site);
  if (x.leads())
    *(T *)x.exchange->result = x.exchange->mask == ~0u ? folded_whole(x, fold) : folded_part(x, fold);
  return *(T *)x.exchange->result;
}
template <class T, class F> MSL_FUNCTION T quad_reduced(T v, uint site, F fold) {
  const auto x = exchanged(v, site);
  const int first = x.lane & 28;
  T result = x[first];
  for (int i = 1; i < 4; i++)
    if (x.has(first + i))
      result = fold(result, x[first + i]);
  return result;
}
template <class T, class F> MSL_FUNCTION T scanned(T v, T start, int end, uint site, F fold) {
  const auto x = exchanged(v, site);
  T result = start;
  for (int i = 0; i < x.lane + end; i++)
    if (x.has(i))
      result = fold(result, x[i]);
  return result;
}
template <class T> MSL_FUNCTION T greater(T a, T b) { return a < b ? b : a; }
template <class T> MSL_FUNCTION T lesser(T a, T b) { return b < a ? b : a; }
template <class T, int N> MSL_FUNCTION vec<T, N> greater(vec<T, N> a, vec<T, N> b) { return max(a, b); }
template <class T, int N> MSL_FUNCTION vec<T, N> lesser(vec<T, N> a, vec<T, N> b) { return min(a, b); }
#define MSL_REDUCTION(name, expression)                                                                      \
  template <class T> MSL_FUNCTION T simd_##name(T v, MSL_SITE_ARGUMENT) {                                    \
    return reduced(v, site, [](T a, T b) -> T { return expression; });                                       \
  }                                                                                                          \
  template <class T> MSL_FUNCTION T quad_##name(T v, MSL_SITE_ARGUMENT) {                                    \
    return quad_reduced(v, site, [](T a, T b) -> T { return expression; });                                  \
  }
MSL_REDUCTION(sum, a + b)
MSL_REDUCTION(product, a *b)
MSL_REDUCTION(max, greater(a, b))
MSL_REDUCTION(min, lesser(a, b))
MSL_REDUCTION(and, a &b)
MSL_REDUCTION(or, a | b)
MSL_REDUCTION(xor, a ^ b)
#undef MSL_REDUCTION
#define MSL_SCAN(name, start, expression)                                                                    \
  template <class T> MSL_FUNCTION T simd_prefix_exclusive_##name(T v, MSL_SITE_ARGUMENT) {                   \
    return scanned(v, T(start), 0, site, [](T a, T b) -> T { return expression; });                          \
  }                                                                                                          \
  template <class T> MSL_FUNCTION T simd_prefix_inclusive_##name(T v, MSL_SITE_ARGUMENT) {                   \
    return scanned(v, T(start), 1, site, [](T a, T b) -> T { return expression; });                          \
  }
MSL_SCAN(sum, 0, a + b)
MSL_SCAN(product, 1, a *b)
#undef MSL_SCAN

struct simd_vote {
  typedef ulong vote_t;
  ulong votes, lanes;
  explicit operator vote_t() const { return votes; }
  bool all() const { return votes == lanes; }
  bool any() const { return votes != 0; }
};
MSL_FUNCTION simd_vote simd_ballot(bool vote, MSL_SITE_ARGUMENT) {
  const auto x = exchanged((uchar)vote, site);
  ulong votes = 0;
  for (int i = 0; i < 32; i++)
    if (x.has(i) && x[i])
      votes |= 1ul << i;
  return simd_vote{votes, x.exchange->mask};
}
MSL_FUNCTION bool simd_any(bool vote, MSL_SITE_ARGUMENT) { return simd_ballot(vote, site).any(); }
MSL_FUNCTION bool simd_all(bool vote, MSL_SITE_ARGUMENT) { return simd_ballot(vote, site).all(); }
MSL_FUNCTION simd_vote simd_active_threads_mask(MSL_SITE_ARGUMENT) { return simd_ballot(true, site); }
MSL_FUNCTION bool simd_is_first(MSL_SITE_ARGUMENT) { return exchanged((uchar)1, site).leads(); }
} // namespace metal

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

MSL_FUNCTION msl_site ordering(mem_flags flags) {
  return (msl_site)((uint)flags & 3u) << MSL_SITE_MEMORY_SHIFT;
}
MSL_FUNCTION void threadgroup_barrier(mem_flags flags, msl_site site = MSL_SITE_HERE) {
  msl_sync_threadgroup(msl_current_lane(), site | ordering(flags));
}
MSL_FUNCTION void simdgroup_barrier(mem_flags flags, msl_site site = MSL_SITE_HERE) {
  msl_sync_simdgroup(msl_current_lane(), site | ordering(flags));
}

// The values of the participating lanes, of which this lane is one.
template <class T> struct Exchanged {
  MslExchange *exchange;
  int lane;
  MSL_FUNCTION T operator[](int i) const {
    if (MSL_CHECKS && !has(i)) {
      msl_check_inactive_lane(i);
      return T(); // the same in every order of lanes, so that it is found once
    }
    return ((T *)exchange->values)[i];
  }
  MSL_FUNCTION bool has(int i) const { return i < MSL_SIMD_WIDTH && exchange->mask >> i & 1; }
  MSL_FUNCTION bool leads() const { return lane == (int)exchange->leader; }
  // The lowest participating lane of this lane's quad.
  MSL_FUNCTION int first_of_quad() const { return __builtin_ctz(exchange->mask & 15u << (lane & 28)); }
};
// Every size is a power of two, because vec<T, 3> is as large as vec<T, 4>. The result must be read before
// the lane's next exchange, so a function that passes on two values exchanges both at once.
template <class T> MSL_FUNCTION Exchanged<T> exchanged(T value, msl_site site) {
  MslLane *lane = msl_current_lane();
  return Exchanged<T>{msl_exchange(lane, value, site), lane->lane};
}

// A lane that the user names. There is none from 32 on; without checks another one is read.
MSL_FUNCTION int named_lane(int i) { return MSL_CHECKS ? i : i & 31; }

#define MSL_SITE_ARGUMENT msl_site site = MSL_SITE_HERE
template <class T> MSL_FUNCTION T simd_shuffle(T v, ushort i, MSL_SITE_ARGUMENT) {
  return exchanged(v, site)[named_lane(i)];
}
template <class T> MSL_FUNCTION T simd_broadcast(T v, ushort i, MSL_SITE_ARGUMENT) {
  return exchanged(v, site)[named_lane(i)];
}
template <class T> MSL_FUNCTION T simd_broadcast_first(T v, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[x.exchange->leader];
}
template <class T> MSL_FUNCTION T simd_shuffle_xor(T v, ushort mask, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[named_lane(x.lane ^ mask)];
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

// Two values of each lane, exchanged at once.
template <class T> struct DataAndFill {
  T data, fill;
};
// The data of the lane that is `delta` below in this lane's group of `modulo` lanes, a power of two. The
// lowest lanes take the fill of the highest.
template <class T> MSL_FUNCTION T filled_up(T v, T fill, ushort delta, ushort modulo, msl_site site) {
  const auto x = exchanged(DataAndFill<T>{v, fill}, site);
  const int last = (modulo - 1) & 31, within = x.lane & last,
            from = (x.lane - within) + ((within - delta) & last);
  return within < delta ? x[from].fill : x[from].data;
}
// The same the other way: of the lane `delta` above; the highest lanes take the fill of the lowest.
template <class T> MSL_FUNCTION T filled_down(T v, T fill, ushort delta, ushort modulo, msl_site site) {
  const auto x = exchanged(DataAndFill<T>{v, fill}, site);
  const int last = (modulo - 1) & 31, within = x.lane & last,
            from = (x.lane - within) + ((within + delta) & last);
  return within + delta > last ? x[from].fill : x[from].data;
}
#define MSL_FILLED(name, function, width)                                                                    \
  template <class T>                                                                                         \
  MSL_FUNCTION T name(T v, T fill, ushort delta, ushort modulo = width, MSL_SITE_ARGUMENT) {                 \
    return function(v, fill, delta, modulo, site);                                                           \
  }
MSL_FILLED(simd_shuffle_and_fill_up, filled_up, 32)
MSL_FILLED(simd_shuffle_and_fill_down, filled_down, 32)
MSL_FILLED(quad_shuffle_and_fill_up, filled_up, 4)
MSL_FILLED(quad_shuffle_and_fill_down, filled_down, 4)
#undef MSL_FILLED

template <class T> MSL_FUNCTION T quad_broadcast(T v, ushort i, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[(x.lane & 28) + (i & 3)];
}
template <class T> MSL_FUNCTION T quad_shuffle(T v, ushort i, MSL_SITE_ARGUMENT) {
  return quad_broadcast(v, i, site);
}
template <class T> MSL_FUNCTION T quad_broadcast_first(T v, MSL_SITE_ARGUMENT) {
  const auto x = exchanged(v, site);
  return x[x.first_of_quad()];
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
template <class T, class F> MSL_FUNCTION T reduced(T v, msl_site site, F fold) {
  const auto x = exchanged(v, site);
  if (x.leads())
    *(T *)x.exchange->result = x.exchange->mask == ~0u ? folded_whole(x, fold) : folded_part(x, fold);
  return *(T *)x.exchange->result;
}
template <class T, class F> MSL_FUNCTION T quad_reduced(T v, msl_site site, F fold) {
  const auto x = exchanged(v, site);
  const int first = x.first_of_quad();
  T result = x[first];
  for (int i = first + 1; i < (x.lane | 3) + 1; i++)
    if (x.has(i))
      result = fold(result, x[i]);
  return result;
}
// Folds the values of the participating lanes from `first` to before `end`, onto `start`.
template <class T, class F> MSL_FUNCTION T folded(Exchanged<T> x, T start, int first, int end, F fold) {
  for (int i = first; i < end; i++)
    if (x.has(i))
      start = fold(start, x[i]);
  return start;
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
#define MSL_SCAN(group, first, name, start, expression)                                                      \
  template <class T> MSL_FUNCTION T group##_prefix_exclusive_##name(T v, MSL_SITE_ARGUMENT) {                \
    const auto x = exchanged(v, site);                                                                       \
    return folded(x, T(start), first, x.lane, [](T a, T b) -> T { return expression; });                     \
  }                                                                                                          \
  template <class T> MSL_FUNCTION T group##_prefix_inclusive_##name(T v, MSL_SITE_ARGUMENT) {                \
    const auto x = exchanged(v, site);                                                                       \
    return folded(x, T(start), first, x.lane + 1, [](T a, T b) -> T { return expression; });                 \
  }
MSL_SCAN(simd, 0, sum, 0, a + b)
MSL_SCAN(simd, 0, product, 1, a *b)
MSL_SCAN(quad, x.lane & 28, sum, 0, a + b)
MSL_SCAN(quad, x.lane & 28, product, 1, a *b)
#undef MSL_SCAN

// A bit for each lane. all() and any() are about the threads that the group has, active or not.
struct simd_vote {
  typedef ulong vote_t;
  explicit constexpr simd_vote(vote_t v = 0) : votes(v) {}
  explicit constexpr operator vote_t() const { return votes; }
  bool all() const { return (~votes & threads()) == 0; }
  bool any() const { return (votes & threads()) != 0; }

private:
  MSL_FUNCTION static vote_t threads() { return msl_current_lane()->simdgroup->full_mask; }
  vote_t votes;
};
struct quad_vote {
  typedef uint vote_t;
  explicit constexpr quad_vote(vote_t v = 0) : votes(v & 15) {}
  explicit constexpr operator vote_t() const { return votes; }
  bool all() const { return (~votes & threads()) == 0; }
  bool any() const { return (votes & threads()) != 0; }

private:
  MSL_FUNCTION static vote_t threads() {
    const MslLane *lane = msl_current_lane();
    return lane->simdgroup->full_mask >> (lane->lane & 28) & 15;
  }
  vote_t votes;
};
// The votes of the participating lanes, and which those are.
struct Ballot {
  uint votes, lanes;
};
MSL_FUNCTION Ballot ballot(bool vote, msl_site site) {
  const auto x = exchanged((uchar)vote, site);
  uint votes = 0;
  for (int i = 0; i < 32; i++)
    if (x.has(i) && x[i])
      votes |= 1u << i;
  return Ballot{votes, x.exchange->mask};
}
MSL_FUNCTION Ballot quad_ballot_of(bool vote, msl_site site) {
  const Ballot all = ballot(vote, site);
  const int first = msl_current_lane()->lane & 28;
  return Ballot{all.votes >> first & 15, all.lanes >> first & 15};
}
MSL_FUNCTION simd_vote simd_ballot(bool vote, MSL_SITE_ARGUMENT) {
  return simd_vote(ballot(vote, site).votes);
}
MSL_FUNCTION bool simd_any(bool vote, MSL_SITE_ARGUMENT) { return ballot(vote, site).votes != 0; }
MSL_FUNCTION bool simd_all(bool vote, MSL_SITE_ARGUMENT) {
  const Ballot b = ballot(vote, site);
  return b.votes == b.lanes;
}
MSL_FUNCTION simd_vote simd_active_threads_mask(MSL_SITE_ARGUMENT) { return simd_ballot(true, site); }
MSL_FUNCTION bool simd_is_first(MSL_SITE_ARGUMENT) { return exchanged((uchar)1, site).leads(); }
MSL_FUNCTION quad_vote quad_ballot(bool vote, MSL_SITE_ARGUMENT) {
  return quad_vote(quad_ballot_of(vote, site).votes);
}
MSL_FUNCTION bool quad_any(bool vote, MSL_SITE_ARGUMENT) { return quad_ballot_of(vote, site).votes != 0; }
MSL_FUNCTION bool quad_all(bool vote, MSL_SITE_ARGUMENT) {
  const Ballot b = quad_ballot_of(vote, site);
  return b.votes == b.lanes;
}
MSL_FUNCTION quad_vote quad_active_threads_mask(MSL_SITE_ARGUMENT) { return quad_ballot(true, site); }
MSL_FUNCTION bool quad_is_first(MSL_SITE_ARGUMENT) {
  const auto x = exchanged((uchar)1, site);
  return x.lane == x.first_of_quad();
}
} // namespace metal

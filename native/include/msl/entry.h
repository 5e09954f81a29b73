// How the entry points that the front end generates pass arguments to a kernel.
#pragma once
namespace msl {
struct Thread {
  MslThreadgroup *group;
  uint x, y, z, index;
};
MSL_FUNCTION Thread thread_of(MslLane *lane) {
  return Thread{lane->threadgroup, lane->x, lane->y, lane->z, lane->index};
}

// Three numbers that convert to the kernel's type: a scalar takes the first, a vector as many as it has.
struct Position {
  uint x, y, z;
  template <class U> MSL_FUNCTION operator U() const {
    if constexpr (!metal::is_vector<U>::value)
      return (U)x;
    else {
      typedef typename U::value_type E;
      if constexpr ((int)U::size == 2)
        return U((E)x, (E)y);
      else
        return U((E)x, (E)y, (E)z);
    }
  }
};
MSL_FUNCTION Position scalar(uint value) { return Position{value, 0, 0}; }
template <class V> MSL_FUNCTION Position vector(const V &v) { return Position{v[0], v[1], v[2]}; }
template <class V> MSL_FUNCTION uint count(const V &v) { return v[0] * v[1] * v[2]; }
MSL_FUNCTION Position thread_position_in_threadgroup(const Thread &t) { return Position{t.x, t.y, t.z}; }
MSL_FUNCTION Position thread_position_in_grid(const Thread &t) {
  const MslThreadgroup *g = t.group;
  return Position{g->position[0] * g->full_size[0] + t.x, g->position[1] * g->full_size[1] + t.y,
                  g->position[2] * g->full_size[2] + t.z};
}

// Memory that converts to a pointer or reference to the type the kernel declares.
struct Pointer {
  void *address;
  template <class U> MSL_FUNCTION operator U() const { return (U)address; }
};
struct Reference {
  void *address;
  template <class U> MSL_FUNCTION operator U &() const { return *(U *)address; }
};
// An operand without its address space (native/msl/rewrite/ternary.ts).
template <class T, int N> constexpr MSL_FUNCTION metal::vec<T, N> value(const metal::vec<T, N> &v) {
  return v;
}
template <class T> constexpr MSL_FUNCTION T value(T v) { return v; }
// The same where the other operand is an Other: a bfloat beside another floating-point number is a float.
template <class Other, class T> constexpr MSL_FUNCTION auto value_with(T v) {
  if constexpr (__is_same(T, bfloat) && is_real<metal::value_of_t<Other>>)
    return (float)v;
  else
    return v;
}
template <class Other, class T, int N>
constexpr MSL_FUNCTION metal::vec<T, N> value_with(const metal::vec<T, N> &v) {
  return v;
}
// What the text declares constant, as a reference to constant memory (native/msl/rewrite/constants.ts).
template <class T> constexpr MSL_FUNCTION MSL_CONSTANT T &in_constant(const __global T &value) {
  return (MSL_CONSTANT T &)(const __generic T &)value;
}
template <class T> constexpr MSL_FUNCTION T &in_constant(T &value) { return value; }
// A literal, which clang has in a space of its own, as text in constant memory
// (native/msl/rewrite/strings.ts).
template <class T> MSL_FUNCTION MSL_CONSTANT char *text(const T &literal) {
  return (MSL_CONSTANT char *)(ulong)&literal[0];
}
// What belongs to an object in the thread's memory (native/msl/rewrite/members/own-members.ts).
template <class T> constexpr MSL_FUNCTION __private metal::remove_addrspace_t<T> &in_thread(T &value) {
  return (__private metal::remove_addrspace_t<T> &)value;
}
template <class T> constexpr MSL_FUNCTION __private metal::remove_addrspace_t<T> *this_in_thread(T *object) {
  return (__private metal::remove_addrspace_t<T> *)object;
}
// reinterpret_cast and const_cast to the space of T as well (native/msl/rewrite/words.ts).
template <class T, class U> constexpr MSL_FUNCTION T pointer_cast(U *pointer) { return (T)pointer; }
template <class T, class U> constexpr MSL_FUNCTION T reference_cast(U &value) { return (T)value; }
// 0 or 1 with the type of the other operand.
template <int V> struct Small {
  template <class U,
            class = metal::enable_if_t<!__is_class(U) || __is_same(U, bfloat) || metal::is_vector<U>::value>>
  constexpr MSL_FUNCTION operator U() const {
    return U(V);
  }
};

// An integer to add to a pointer, or an empty class that stands for one
// (native/msl/rewrite/compound-assignment.ts).
template <class T> constexpr MSL_FUNCTION auto constant_of(T value) {
  if constexpr (__is_empty(T))
    return (long)value;
  else
    return value;
}

MSL_FUNCTION void *threadgroup_argument(const Thread &t, uint index) {
  return t.group->memory + t.group->argument_offsets[index];
}
MSL_FUNCTION void *threadgroup_variable(uint declaration, uint bytes, uint alignment) {
  return msl_threadgroup_variable(msl_current_lane()->threadgroup, declaration, bytes, alignment);
}
} // namespace msl

// Memory in which the threads of a scope pass the elements of an operation to each other. It is the
// runtime's: no check watches it.
#pragma once
namespace msl {
template <class T> MSL_FUNCTION metal::value_of_t<T> staged(const T *from, long i) { return from[i]; }
template <class T> MSL_FUNCTION void stage(T *to, long i, metal::value_of_t<T> value) { to[i] = value; }

// `bytes` of the scope's own, with what the operation before left there.
template <class Where> MSL_FUNCTION void *staging(ulong bytes) {
  return ((MslStaging)msl_runtime.staging)(msl_current_lane()->threadgroup, Where::place(), bytes);
}
} // namespace msl

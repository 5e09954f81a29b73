// Geometric functions.
#pragma once
namespace metal {
template <class T, int N> MSL_FUNCTION T dot(vec<T, N> a, vec<T, N> b) {
  T sum = a.native[0] * b.native[0];
  for (int i = 1; i < N; i++)
    sum += a.native[i] * b.native[i];
  return sum;
}
template <class T, int N, class S, class = enable_if_t<is_arithmetic_v<S>>>
MSL_FUNCTION T dot(vec<T, N> a, S b) {
  return dot(a, vec<T, N>(b));
}
template <class T, int N, class S, class = enable_if_t<is_arithmetic_v<S>>>
MSL_FUNCTION T dot(S a, vec<T, N> b) {
  return dot(vec<T, N>(a), b);
}
template <class T, int N> MSL_FUNCTION T length_squared(vec<T, N> v) { return dot(v, v); }
template <class T, int N> MSL_FUNCTION T length(vec<T, N> v) { return sqrt(dot(v, v)); }
template <class T, int N> MSL_FUNCTION T distance_squared(vec<T, N> a, vec<T, N> b) {
  return length_squared(a - b);
}
template <class T, int N> MSL_FUNCTION T distance(vec<T, N> a, vec<T, N> b) { return length(a - b); }
template <class T, int N> MSL_FUNCTION vec<T, N> normalize(vec<T, N> v) {
  return v * vec<T, N>(rsqrt(dot(v, v)));
}
template <class T> MSL_FUNCTION vec<T, 3> cross(vec<T, 3> a, vec<T, 3> b) {
  return vec<T, 3>(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}
template <class T, int N>
MSL_FUNCTION vec<T, N> faceforward(vec<T, N> normal, vec<T, N> incident, vec<T, N> reference) {
  if (dot(reference, incident) < T(0))
    return normal;
  return -normal;
}
template <class T, int N> MSL_FUNCTION vec<T, N> reflect(vec<T, N> incident, vec<T, N> normal) {
  return incident - normal * vec<T, N>(T(2) * dot(normal, incident));
}
template <class T, int N>
MSL_FUNCTION vec<T, N> refract(vec<T, N> incident, vec<T, N> normal, typename identity<T>::type eta) {
  const T cosine = dot(normal, incident), k = T(1) - eta * eta * (T(1) - cosine * cosine);
  return k < T(0) ? vec<T, N>(T(0)) : incident * vec<T, N>(eta) - normal * vec<T, N>(eta * cosine + sqrt(k));
}
namespace precise {
using metal::distance;
using metal::length;
using metal::normalize;
} // namespace precise
namespace fast {
using metal::distance;
using metal::length;
using metal::normalize;
} // namespace fast
} // namespace metal

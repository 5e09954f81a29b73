// Vectors packed into a uint as normalised integers.
#pragma once
namespace metal {
// The lowest `bits` bits of x, scaled to 0 to 1 or to -1 to 1.
MSL_FUNCTION float unpacked(uint x, uint bits, bool is_signed) {
  if (!is_signed)
    return (float)(x & ((1u << bits) - 1u)) / (float)((1u << bits) - 1u);
  const float value = (float)((int)(x << (32 - bits)) >> (32 - bits)) / (float)((1u << (bits - 1)) - 1u);
  return __builtin_fmaxf(value, -1.0f);
}
MSL_FUNCTION uint packed(float x, uint bits, bool is_signed) {
  const float limit = (float)((1u << (is_signed ? bits - 1 : bits)) - 1u);
  const float bounded = __builtin_fminf(__builtin_fmaxf(x, is_signed ? -1.0f : 0.0f), 1.0f);
  return (uint)(int)__builtin_rintf(bounded * limit) & ((1u << bits) - 1u);
}
#define MSL_PACKED_TYPE(format, T, N, bits, is_signed)                                                       \
  MSL_FUNCTION vec<T, N> unpack_##format##_to_##T(uint x) {                                                  \
    vec<T, N> v;                                                                                             \
    for (int i = 0; i < N; i++)                                                                              \
      v.elements[i] = (T)unpacked(x >> (bits * i), bits, is_signed);                                         \
    return v;                                                                                                \
  }                                                                                                          \
  MSL_FUNCTION uint pack_##T##_to_##format(vec<T, N> v) {                                                    \
    uint x = 0;                                                                                              \
    for (int i = 0; i < N; i++)                                                                              \
      x |= packed((float)v.elements[i], bits, is_signed) << (bits * i);                                      \
    return x;                                                                                                \
  }
#define MSL_PACKED(format, N, bits, is_signed)                                                               \
  MSL_PACKED_TYPE(format, float, N, bits, is_signed)                                                         \
  MSL_PACKED_TYPE(format, half, N, bits, is_signed)
MSL_PACKED(unorm4x8, 4, 8, false)
MSL_PACKED(snorm4x8, 4, 8, true)
MSL_PACKED(unorm2x16, 2, 16, false)
MSL_PACKED(snorm2x16, 2, 16, true)
#undef MSL_PACKED
#undef MSL_PACKED_TYPE
MSL_FUNCTION vec<float, 4> unpack_unorm10a2_to_float(uint x) {
  return vec<float, 4>(unpacked(x, 10, false), unpacked(x >> 10, 10, false), unpacked(x >> 20, 10, false),
                       unpacked(x >> 30, 2, false));
}
MSL_FUNCTION uint pack_float_to_unorm10a2(vec<float, 4> v) {
  return packed(v.x, 10, false) | packed(v.y, 10, false) << 10 | packed(v.z, 10, false) << 20 |
         packed(v.w, 2, false) << 30;
}
} // namespace metal

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
MSL_FUNCTION vec<float, 4> unpack_snorm10a2_to_float(uint x) {
  return vec<float, 4>(unpacked(x, 10, true), unpacked(x >> 10, 10, true), unpacked(x >> 20, 10, true),
                       unpacked(x >> 30, 2, true));
}
MSL_FUNCTION uint pack_float_to_snorm10a2(vec<float, 4> v) {
  return packed(v.x, 10, true) | packed(v.y, 10, true) << 10 | packed(v.z, 10, true) << 20 |
         packed(v.w, 2, true) << 30;
}
MSL_FUNCTION vec<float, 3> unpack_unorm565_to_float(ushort x) {
  return vec<float, 3>(unpacked(x, 5, false), unpacked(x >> 5, 6, false), unpacked(x >> 11, 5, false));
}
MSL_FUNCTION ushort pack_float_to_unorm565(vec<float, 3> v) {
  return (ushort)(packed(v.x, 5, false) | packed(v.y, 6, false) << 5 | packed(v.z, 5, false) << 11);
}
// Red, green and blue on sRGB's curve (IEC 61966-2-1); alpha is linear.
MSL_FUNCTION float from_srgb(float x) {
  return x <= 0.04045f ? x / 12.92f : powf((x + 0.055f) / 1.055f, 2.4f);
}
MSL_FUNCTION float to_srgb(float x) {
  return x < 0.0031308f ? 12.92f * x : 1.055f * powf(x, 1.0f / 2.4f) - 0.055f;
}
MSL_FUNCTION vec<float, 4> unpack_unorm4x8_srgb_to_float(uint x) {
  const vec<float, 4> v = unpack_unorm4x8_to_float(x);
  return vec<float, 4>(from_srgb(v.x), from_srgb(v.y), from_srgb(v.z), v.w);
}
MSL_FUNCTION uint pack_float_to_srgb_unorm4x8(vec<float, 4> v) {
  return pack_float_to_unorm4x8(vec<float, 4>(to_srgb(v.x), to_srgb(v.y), to_srgb(v.z), v.w));
}
#define MSL_PACKED_HALF(T, format, N)                                                                        \
  MSL_FUNCTION vec<half, N> unpack_##format##_to_half(T x) {                                                 \
    return vec<half, N>(unpack_##format##_to_float(x));                                                      \
  }
MSL_PACKED_HALF(uint, unorm10a2, 4)
MSL_PACKED_HALF(uint, snorm10a2, 4)
MSL_PACKED_HALF(ushort, unorm565, 3)
MSL_PACKED_HALF(uint, unorm4x8_srgb, 4)
#undef MSL_PACKED_HALF
#define MSL_PACKED_HALF(T, format, N)                                                                        \
  MSL_FUNCTION T pack_half_to_##format(vec<half, N> v) { return pack_float_to_##format(vec<float, N>(v)); }
MSL_PACKED_HALF(uint, unorm10a2, 4)
MSL_PACKED_HALF(uint, snorm10a2, 4)
MSL_PACKED_HALF(ushort, unorm565, 3)
MSL_PACKED_HALF(uint, srgb_unorm4x8, 4)
#undef MSL_PACKED_HALF
} // namespace metal

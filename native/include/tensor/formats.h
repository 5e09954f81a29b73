// How the elements of a tensor are stored, for types that are no memory's own.
#pragma once
namespace metal {
struct int4b_format {};
struct uint4b_format {};
#if MSL_TENSORS >= 410
struct int2b_format {};
struct uint2b_format {};
struct metal_fp4_e2m1_format {};
struct metal_fp8_e4m3_format {};
struct metal_fp8_e5m2_format {};
#endif
} // namespace metal
namespace msl {
// A type whose elements are as they are in memory.
template <class T> struct Format {
  typedef T Value; // what an element is read as
  static constexpr int bits = 8 * sizeof(T);
};
// A number of `exponent` and `mantissa` bits below its sign, as the OCP formats for machine learning have it.
MSL_FUNCTION float small_float(uint code, int exponent, int mantissa) {
  const uint fraction = code & ((1u << mantissa) - 1), power = code >> mantissa & ((1u << exponent) - 1);
  const int bias = (1 << (exponent - 1)) - 1;
  const float scale =
      __builtin_bit_cast(float, (uint)(127 + (power ? (int)power : 1) - bias - mantissa) << 23);
  const float size = (float)((power ? 1u << mantissa : 0) | fraction) * scale;
  return code >> (exponent + mantissa) & 1 ? -size : size;
}
#define MSL_PACKED_FORMAT(name, value, width, expression)                                                    \
  template <> struct Format<metal::name> {                                                                   \
    typedef value Value;                                                                                     \
    static constexpr int bits = width;                                                                       \
    static MSL_FUNCTION value decoded(uint code) { return expression; }                                      \
  };
MSL_PACKED_FORMAT(int4b_format, char, 4, (char)((int)(code << 28) >> 28))
MSL_PACKED_FORMAT(uint4b_format, uchar, 4, (uchar)code)
#if MSL_TENSORS >= 410
MSL_PACKED_FORMAT(int2b_format, char, 2, (char)((int)(code << 30) >> 30))
MSL_PACKED_FORMAT(uint2b_format, uchar, 2, (uchar)code)
MSL_PACKED_FORMAT(metal_fp4_e2m1_format, half, 4, (half)small_float(code, 2, 1))
MSL_PACKED_FORMAT(metal_fp8_e4m3_format, half, 8,
                  (code & 127) == 127 ? (half)NAN : (half)small_float(code, 4, 3))
MSL_PACKED_FORMAT(metal_fp8_e5m2_format, half, 8, __builtin_bit_cast(half, (ushort)(code << 8)))
#endif
#undef MSL_PACKED_FORMAT

template <class T> constexpr const __global bool is_packed = !__is_same(typename Format<T>::Value, T);
// What a tensor's elements are stored in: bytes where they are packed.
template <class E, bool = is_packed<metal::remove_addrspace_t<E>>> struct Stored {
  typedef E type;
};
#define MSL_STORED(space)                                                                                    \
  template <class T> struct Stored<space T, true> {                                                          \
    typedef space uchar type;                                                                                \
  };
MSL_STORED(MSL_DEVICE)
MSL_STORED(MSL_CONSTANT)
MSL_STORED(__local)
MSL_STORED(__private)
#undef MSL_STORED
} // namespace msl

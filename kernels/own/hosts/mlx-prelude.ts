/** The functions of MLX's for elements of strided arrays, and what else its bodies use, as MLX documents them. */
export const MLX_PRELUDE = `#include <metal_stdlib>
using namespace metal;

typedef half float16_t;
typedef bfloat bfloat16_t;

#define MLX_MTL_PRAGMA_UNROLL _Pragma("clang loop unroll(full)")

// The largest and the smallest number of a type, infinities included, and the largest and the smallest finite one.
template <typename T>
struct Limits {
  static constexpr constant T max = numeric_limits<T>::max();
  static constexpr constant T min = numeric_limits<T>::lowest();
  static constexpr constant T finite_max = numeric_limits<T>::max();
  static constexpr constant T finite_min = numeric_limits<T>::lowest();
};
#define TILESCOPE_LIMITS(T)                                                  \\
  template <>                                                                \\
  struct Limits<T> {                                                         \\
    static constexpr constant T max = numeric_limits<T>::infinity();         \\
    static constexpr constant T min = -numeric_limits<T>::infinity();        \\
    static constexpr constant T finite_max = numeric_limits<T>::max();       \\
    static constexpr constant T finite_min = -numeric_limits<T>::max();      \\
  };
TILESCOPE_LIMITS(float)
TILESCOPE_LIMITS(half)
TILESCOPE_LIMITS(bfloat)

template <typename T, typename U>
inline T ceildiv(T n, U m) {
  return (n + m - 1) / m;
}

// Where an element of an array is in memory: by its index in row-major order, or by its index in the last dimension
// (x), in the one before (y), and in all others (z).
template <typename IndexT = int64_t>
inline IndexT elem_to_loc(IndexT element, constant const int *shape, constant const int64_t *strides, int dimensions) {
  IndexT location = 0;
  while (dimensions-- > 0 && element > 0) {
    location += (element % shape[dimensions]) * IndexT(strides[dimensions]);
    element /= shape[dimensions];
  }
  return location;
}
template <typename IndexT = int64_t>
inline IndexT elem_to_loc(uint3 element, constant const int *shape, constant const int64_t *strides, int dimensions) {
  return element.x * IndexT(strides[dimensions - 1]) + element.y * IndexT(strides[dimensions - 2]) +
         elem_to_loc<IndexT>(IndexT(element.z), shape, strides, dimensions - 2);
}
template <typename IndexT = int64_t>
inline IndexT elem_to_loc_1(uint element, constant const int64_t &stride) {
  return element * IndexT(stride);
}
template <typename IndexT = int64_t>
inline IndexT elem_to_loc_2(uint2 element, constant const int64_t strides[2]) {
  return element.y * IndexT(strides[0]) + element.x * IndexT(strides[1]);
}
template <typename IndexT = int64_t>
inline IndexT elem_to_loc_3(uint3 element, constant const int64_t strides[3]) {
  return element.z * IndexT(strides[0]) + element.y * IndexT(strides[1]) + element.x * IndexT(strides[2]);
}
`;

/** What else MLX puts before a kernel, and is not here. */
const MISSING = [
  'elem_to_loc_2_nd',
  'elem_to_loc_3_nd',
  'LoopedElemToLoc',
  'WorkPerThread',
  'ConditionalType',
  'complex64_t',
  'cast_to',
  'log1p',
  'bfloat16_to_uint16',
  'uint16_to_bfloat16',
  'simd_shuffle_and_fill_up',
  'instantiate_kernel',
] as const;

/** What texts use of MLX's that is not here, and that none of them defines. */
export function missingOfMlx(texts: readonly string[]): string[] {
  const whole = texts.join('\n');
  const isDefined = (name: string) =>
    new RegExp(`(?:struct|define|using|inline \\w+|void|static \\w+)\\s+${name}\\b`).test(whole);
  return MISSING.filter((name) => new RegExp(`(?<!\\.)\\b${name}\\b`).test(whole) && !isDefined(name));
}

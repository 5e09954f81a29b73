// layer_norm: Y = (X - mean) / sqrt(variance + eps) * weight + bias.
// X + R takes the place of X, and is written to S.
//
// in memory     half; sums are float
// row           read once, into registers
// threads       256 per row, with 4 elements each in registers at a time
// threadgroup   rows: 1
// statistics    the mean, then deviations from it

#include <metal_stdlib>
using namespace metal;

struct NormSizes {
    uint rows;   // normalized each by itself
    uint length; // elements of a row
    float eps;   // added to the variance
};

constant constexpr uint THREADS = 256;
constant constexpr uint ROWS = 1;
constant constexpr uint QUADS = 1;

// Four elements of a row from `i` on, and `pad` for those beyond its end.
inline float4 load(device const half *row, uint i, uint end, float pad) {
    if (i + 4 <= end)
        return float4(half4(*(device const packed_half4 *)(row + i)));
    float4 quad = pad;
    #pragma clang loop unroll(full)
    for (uint j = 0; j < 4; j++)
        if (i + j < end)
            quad[j] = float(row[i + j]);
    return quad;
}

// The same for a quad that has been loaded.
inline float4 padded(float4 quad, uint i, uint end, float pad) {
    return i + 4 <= end ? quad : select(float4(pad), quad, i + uint4(0, 1, 2, 3) < uint4(end));
}

inline void store(device half *row, uint i, uint end, float4 quad) {
    if (i + 4 <= end) {
        *(device packed_half4 *)(row + i) = packed_half4(half4(quad));
        return;
    }
    #pragma clang loop unroll(full)
    for (uint j = 0; j < 4; j++)
        if (i + j < end)
            row[i + j] = half(quad[j]);
}

// The sum over the threads of a row, which are a threadgroup.
inline float row_sum(float value, threadgroup float *shared, ushort simdgroup_index, ushort lane) {
    const float own = simd_sum(value);
    threadgroup_barrier(mem_flags::mem_threadgroup); // what is shared may still be read
    if (lane == 0)
        shared[simdgroup_index] = own;
    threadgroup_barrier(mem_flags::mem_threadgroup);
    return simd_sum(lane < THREADS / 32 ? shared[lane] : 0.0f);
}

// find the statistics of the row; write its elements, normalized by them
[[max_total_threads_per_threadgroup(256)]]
kernel void layer_norm(device const half *X [[buffer(0)]],
                       device const half *R [[buffer(1)]],
                       device const half *weight [[buffer(2)]],
                       device const half *bias [[buffer(3)]],
                       device half *S [[buffer(4)]],
                       device half *Y [[buffer(5)]],
                       constant NormSizes &sizes [[buffer(6)]],
                       uint3 group [[threadgroup_position_in_grid]],
                       ushort thread_index [[thread_index_in_threadgroup]],
                       ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                       ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float shared[THREADS / 32];
    const uint row = group.x * ROWS + thread_index / THREADS, place = thread_index % THREADS;
    const uint length = sizes.length;
    X += row * length;
    R += row * length;
    S += row * length;
    Y += row * length;
    const uint first = place * 4;
    float4 values[QUADS];
    #pragma clang loop unroll(full)
    for (uint q = 0; q < QUADS; q++) {
        const uint i = first + q * THREADS * 4;
        values[q] = load(X, i, length, 0.0f) + load(R, i, length, 0.0f);
    }
    float4 sums = 0.0f;
    #pragma clang loop unroll(full)
    for (uint q = 0; q < QUADS; q++)
        sums += values[q];
    const float mean = fast::divide(row_sum((sums.x + sums.y) + (sums.z + sums.w), shared, simdgroup_index,
                                            lane), float(length));
    float4 squares = 0.0f;
    #pragma clang loop unroll(full)
    for (uint q = 0; q < QUADS; q++) {
        const uint i = first + q * THREADS * 4;
        const float4 deviation = padded(values[q], i, length, mean) - mean;
        squares += deviation * deviation;
    }
    const float deviations = row_sum((squares.x + squares.y) + (squares.z + squares.w), shared,
                                     simdgroup_index, lane);
    const float factor = precise::rsqrt(fast::divide(deviations, float(length)) + sizes.eps);
    #pragma clang loop unroll(full)
    for (uint q = 0; q < QUADS; q++) {
        const uint i = first + q * THREADS * 4;
        const float4 x = values[q];
        store(S, i, length, x);
        float4 y = (x - mean) * factor;
        y *= load(weight, i, length, 0.0f);
        y += load(bias, i, length, 0.0f);
        store(Y, i, length, y);
    }
}

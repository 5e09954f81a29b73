// group_norm: Y = silu((X - mean) / sqrt(variance + eps) * weight + bias).
//
// in memory     bfloat; sums are float
// row           read again in each pass
// threads       256 per row, with 16 elements each in registers at a time
// threadgroup   rows: 1
// statistics    the mean and deviations from it, merged chunk by chunk

#include <metal_stdlib>
using namespace metal;

struct NormSizes {
    uint rows;         // normalized each by itself
    uint length;       // elements of a row
    uint span;         // successive elements of a channel
    uint row_channels; // channels that a row has elements of
    uint channels;     // in all
    float eps;         // added to the variance
};

constant constexpr uint THREADS = 256;
constant constexpr uint ROWS = 1;
constant constexpr uint QUADS = 4;

// Four elements of a row from `i` on, and `pad` for those beyond its end.
inline float4 load(device const bfloat *row, uint i, uint end, float pad) {
    if (i + 4 <= end)
        return float4(bfloat4(*(device const packed_bfloat4 *)(row + i)));
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

inline void store(device bfloat *row, uint i, uint end, float4 quad) {
    if (i + 4 <= end) {
        *(device packed_bfloat4 *)(row + i) = packed_bfloat4(bfloat4(quad));
        return;
    }
    #pragma clang loop unroll(full)
    for (uint j = 0; j < 4; j++)
        if (i + j < end)
            row[i + j] = bfloat(quad[j]);
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

// silu
template <typename T> inline T activation(T x) {
    return fast::divide(x, 1.0f + fast::exp(-x));
}

// True if every element of a row is a channel of its own.
constant bool by_element [[function_constant(0)]];

// The numbers of the channels of four elements.
template <typename T>
inline float4 of_channels(device const T *numbers, uint i, uint end, constant NormSizes &sizes) {
    if (by_element)
        return load(numbers, i, end, 0.0f);
    if (sizes.span % 4 == 0)
        return float4(numbers[min(i, end - 1) / sizes.span]);
    float4 quad;
    #pragma clang loop unroll(full)
    for (uint j = 0; j < 4; j++)
        quad[j] = float(numbers[min(i + j, end - 1) / sizes.span]);
    return quad;
}

// find the statistics of the row; write its elements, normalized by them
[[max_total_threads_per_threadgroup(256)]]
kernel void group_norm(device const bfloat *X [[buffer(0)]],
                       device const bfloat *weight [[buffer(1)]],
                       device const bfloat *bias [[buffer(2)]],
                       device bfloat *Y [[buffer(3)]],
                       constant NormSizes &sizes [[buffer(4)]],
                       uint3 group [[threadgroup_position_in_grid]],
                       ushort thread_index [[thread_index_in_threadgroup]],
                       ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                       ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float shared[THREADS / 32];
    const uint row = group.x * ROWS + thread_index / THREADS, place = thread_index % THREADS;
    const uint length = sizes.length;
    X += row * length;
    Y += row * length;
    const uint first_channel = row * sizes.row_channels % sizes.channels;
    weight += first_channel;
    bias += first_channel;
    float own_count = 0.0f, own_mean = 0.0f, own_deviations = 0.0f;
    for (uint first = place * 4; first < length; first += QUADS * THREADS * 4) {
        float4 values[QUADS];
        #pragma clang loop unroll(full)
        for (uint q = 0; q < QUADS; q++) {
            const uint i = first + q * THREADS * 4;
            values[q] = load(X, i, length, 0.0f);
        }
        float added = 0.0f;
        for (uint q = 0; q < QUADS; q++) {
            const uint i = first + q * THREADS * 4;
            added += float(min(i + 4, length) - min(i, length));
        }
        float4 sums = 0.0f;
        #pragma clang loop unroll(full)
        for (uint q = 0; q < QUADS; q++)
            sums += values[q];
        const float chunk_mean = fast::divide((sums.x + sums.y) + (sums.z + sums.w), added);
        float4 squares = 0.0f;
        #pragma clang loop unroll(full)
        for (uint q = 0; q < QUADS; q++) {
            const uint i = first + q * THREADS * 4;
            const float4 deviation = padded(values[q], i, length, chunk_mean) - chunk_mean;
            squares += deviation * deviation;
        }
        const float chunk_deviations = (squares.x + squares.y) + (squares.z + squares.w);
        own_count += added;
        const float share = fast::divide(added, own_count), step = chunk_mean - own_mean;
        own_mean += share * step;
        own_deviations += chunk_deviations + share * step * step * (own_count - added);
    }
    const float mean = fast::divide(row_sum(own_count * own_mean, shared, simdgroup_index, lane),
                                    float(length));
    const float step = own_mean - mean;
    const float deviations = row_sum(own_deviations + own_count * step * step, shared, simdgroup_index, lane);
    const float factor = precise::rsqrt(fast::divide(deviations, float(length)) + sizes.eps);
    for (uint i = place * 4; i < length; i += THREADS * 4) {
        const float4 x = load(X, i, length, 0.0f);
        float4 y = (x - mean) * factor;
        y *= of_channels(weight, i, length, sizes);
        y += of_channels(bias, i, length, sizes);
        store(Y, i, length, activation(y));
    }
}

// softmax: Y = exp(X) / sum of exp(X).
//
// in memory     float; sums are float
// row           split into parts; a second kernel puts their statistics together
// threads       256 per part of a row, with 16 elements each in registers at a time
// threadgroup   a part of a row
// statistics    the largest and exponentials relative to it, merged chunk by chunk

#include <metal_stdlib>
using namespace metal;

struct NormSizes {
    uint rows;   // normalized each by itself
    uint length; // elements of a row
    uint part;   // elements of a part of a row
    uint parts;  // of a row
};

constant constexpr uint THREADS = 256;
constant constexpr uint QUADS = 4;
constant constexpr float LOG2_E = 1.44269504f;

// Four elements of a row from `i` on, and `pad` for those beyond its end.
inline float4 load(device const float *row, uint i, uint end, float pad) {
    if (i + 4 <= end)
        return float4(*(device const packed_float4 *)(row + i));
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

inline void store(device float *row, uint i, uint end, float4 quad) {
    if (i + 4 <= end) {
        *(device packed_float4 *)(row + i) = packed_float4(quad);
        return;
    }
    #pragma clang loop unroll(full)
    for (uint j = 0; j < 4; j++)
        if (i + j < end)
            row[i + j] = float(quad[j]);
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

// The largest over the threads of a row, which are a threadgroup.
inline float row_max(float value, threadgroup float *shared, ushort simdgroup_index, ushort lane) {
    const float own = simd_max(value);
    threadgroup_barrier(mem_flags::mem_threadgroup); // what is shared may still be read
    if (lane == 0)
        shared[simdgroup_index] = own;
    threadgroup_barrier(mem_flags::mem_threadgroup);
    return simd_max(lane < THREADS / 32 ? shared[lane] : -INFINITY);
}

// find the statistics of a part of a row
[[max_total_threads_per_threadgroup(256)]]
kernel void softmax_statistics(device const float *X [[buffer(0)]],
                               device float2 *partials [[buffer(1)]],
                               constant NormSizes &sizes [[buffer(2)]],
                               uint3 group [[threadgroup_position_in_grid]],
                               ushort thread_index [[thread_index_in_threadgroup]],
                               ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                               ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float shared[THREADS / 32];
    const uint row = group.y, length = sizes.length;
    const uint place = thread_index;
    const uint begin = group.x * sizes.part, end = min(begin + sizes.part, length);
    X += row * length;
    float own_largest = -INFINITY, own_total = 0.0f;
    for (uint first = begin + place * 4; first < end; first += QUADS * THREADS * 4) {
        float4 values[QUADS];
        #pragma clang loop unroll(full)
        for (uint q = 0; q < QUADS; q++) {
            const uint i = first + q * THREADS * 4;
            values[q] = load(X, i, end, -INFINITY);
        }
        float4 most = -INFINITY;
        #pragma clang loop unroll(full)
        for (uint q = 0; q < QUADS; q++)
            most = max(most, values[q]);
        const float highest = max(max(most.x, most.y), max(most.z, most.w));
        const float chunk_largest = highest;
        const float base = chunk_largest == -INFINITY ? 0.0f : chunk_largest;
        float4 sums = 0.0f;
        #pragma clang loop unroll(full)
        for (uint q = 0; q < QUADS; q++)
            sums += fast::exp2((values[q] - base) * LOG2_E);
        const float chunk_total = (sums.x + sums.y) + (sums.z + sums.w);
        const float larger = max(own_largest, chunk_largest);
        const float common = larger == -INFINITY ? 0.0f : larger;
        own_total = own_total * fast::exp2((own_largest - common) * LOG2_E) + chunk_total
            * fast::exp2((chunk_largest - common) * LOG2_E);
        own_largest = larger;
    }
    const float largest = row_max(own_largest, shared, simdgroup_index, lane);
    const float base = largest == -INFINITY ? 0.0f : largest;
    const float total = row_sum(own_total * fast::exp2((own_largest - base) * LOG2_E), shared,
                                simdgroup_index, lane);
    if (place == 0)
        partials[row * sizes.parts + group.x] = float2(largest, total);
}

// softmax: Y = exp(X) / sum of exp(X).
//
// in memory     float; sums are float
// row           split into parts; a second kernel puts their statistics together
// threads       256 per part of a row, with 16 elements each in registers at a time
// threadgroup   a part of a row
// statistics    the largest and exponentials relative to it, merged chunk by chunk

#include <metal_stdlib>
using namespace metal;

struct NormSizes {
    uint rows;   // normalized each by itself
    uint length; // elements of a row
    uint part;   // elements of a part of a row
    uint parts;  // of a row
};

constant constexpr uint THREADS = 256;
constant constexpr float LOG2_E = 1.44269504f;

// Four elements of a row from `i` on, and `pad` for those beyond its end.
inline float4 load(device const float *row, uint i, uint end, float pad) {
    if (i + 4 <= end)
        return float4(*(device const packed_float4 *)(row + i));
    float4 quad = pad;
    #pragma clang loop unroll(full)
    for (uint j = 0; j < 4; j++)
        if (i + j < end)
            quad[j] = float(row[i + j]);
    return quad;
}

inline void store(device float *row, uint i, uint end, float4 quad) {
    if (i + 4 <= end) {
        *(device packed_float4 *)(row + i) = packed_float4(quad);
        return;
    }
    #pragma clang loop unroll(full)
    for (uint j = 0; j < 4; j++)
        if (i + j < end)
            row[i + j] = float(quad[j]);
}

// put the statistics of the row's parts together; write the elements of a part, normalized by them
[[max_total_threads_per_threadgroup(256)]]
kernel void softmax(device const float *X [[buffer(0)]],
                    device float *Y [[buffer(1)]],
                    device const float2 *partials [[buffer(2)]],
                    constant NormSizes &sizes [[buffer(3)]],
                    uint3 group [[threadgroup_position_in_grid]],
                    ushort thread_index [[thread_index_in_threadgroup]]) {
    const uint row = group.y, length = sizes.length;
    const uint place = thread_index;
    const uint begin = group.x * sizes.part, end = min(begin + sizes.part, length);
    partials += row * sizes.parts;
    float largest = -INFINITY, total = 0.0f;
    for (uint p = 0; p < sizes.parts; p++) {
        largest = max(largest, partials[p].x);
    }
    const float base = largest == -INFINITY ? 0.0f : largest;
    for (uint p = 0; p < sizes.parts; p++) {
        total += partials[p].y * fast::exp2((partials[p].x - base) * LOG2_E);
    }
    X += row * length;
    Y += row * length;
    const float factor = total == 0.0f ? 0.0f : fast::divide(1.0f, total); // zeros for a row of -INFINITY
    for (uint i = begin + place * 4; i < end; i += THREADS * 4) {
        const float4 x = load(X, i, end, -INFINITY);
        float4 y = fast::exp2((x - base) * LOG2_E) * factor;
        store(Y, i, end, y);
    }
}

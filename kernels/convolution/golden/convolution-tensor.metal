// taps: lists the elements of a window in all channels, with where each is in an image.

#include <metal_stdlib>
using namespace metal;

// A window that slides over images. Lengths are in elements.
struct Window {
    int extent_z, extent_y, extent_x;          // of an image: depth, height, width
    int pitch_n, pitch_z, pitch_y, pitch_x;    // from one image, slice, row and pixel to the next
    int pitch_c;                               // from one channel to the next
    int positions_z, positions_y, positions_x; // of the window in an image
    int stride_z, stride_y, stride_x;          // from one position to the next
    int before_z, before_y, before_x;          // from the first position to the beginning of the image
    int window_z, window_y, window_x;          // elements of the window
    int dilation_z, dilation_y, dilation_x;    // from one element of the window to the next
    int channels, groups;                      // channels of a group
};

// A position of the window, where its first element is in the images; or a tap, an element of the window in a
// channel, relative to the position. The sum of both is an element of an image, or of the zeros around it.
struct Place {
    int offset;
    short z, y, x;
    // Whether the next three places follow in memory, or may be loaded with this one.
    ushort run;
};

// True if the channels of an element of the window follow each other, false if its elements in a channel do.
constant bool channels_last [[function_constant(0)]];

// Tap k. Those beyond the last are far outside of every image.
inline Place place_of_tap(uint k, constant Window &w) {
    const uint elements = w.window_z * w.window_y * w.window_x;
    Place place = {0, -32768, -32768, -32768, 0};
    if (k >= elements * w.channels)
        return place;
    const uint c = channels_last ? k % w.channels : k / elements;
    const uint element = channels_last ? k / w.channels : k % elements;
    const uint line = element / w.window_x;
    const int x = int(element % w.window_x) * w.dilation_x;
    const int y = int(line % w.window_y) * w.dilation_y;
    const int z = int(line / w.window_y) * w.dilation_z;
    place.offset = z * w.pitch_z + y * w.pitch_y + x * w.pitch_x + int(c) * w.pitch_c;
    place.z = short(z);
    place.y = short(y);
    place.x = short(x);
    return place;
}

// list tap k, and whether the next three taps follow it in memory
[[max_total_threads_per_threadgroup(128)]]
kernel void taps(device Place *taps [[buffer(0)]],
                 constant Window &window [[buffer(1)]],
                 constant uint &count [[buffer(2)]],
                 uint k [[thread_position_in_grid]]) {
    if (k >= count)
        return;
    Place place = place_of_tap(k, window);
    bool run = true;
    for (uint i = 1; i < 4; i++) {
        const Place next = place_of_tap(k + i, window);
        run = run && next.z != -32768 && next.offset == place.offset + int(i);
    }
    place.run = run;
    taps[k] = place;
}

// convolution: C[m,n] = patches of A[m,k] * B[n,k]^T + bias, row-major.
// A and B staged in threadgroup memory, multiplied by tensor operations;
// one threadgroup per block of C.
//
// in memory            A half, B half, C half
// in registers         sums float
// block of C           64 x 64 per threadgroup of 64 threads
// part of the block    as the operation divides it among 2 SIMD-groups
// step of K            64
// edges                guarded
// threadgroup memory   17152 bytes
//
// Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.

#include <metal_stdlib>
#include <metal_tensor>
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
using namespace metal;
using namespace mpp::tensor_ops;

struct GemmSizes {
    uint m, n, k;
    // Elements from one row in memory to the next, and from one member of the batch to the next.
    uint lda, ldb, ldc;
    uint stride_a, stride_b, stride_c;
    uint batch;
    float alpha, beta;
};

// True if no block crosses the end of the dimension: it is a multiple of the block, or the last block is
// moved inward.
constant bool whole_m [[function_constant(0)]];
constant bool whole_n [[function_constant(1)]];
constant bool whole_k [[function_constant(2)]];

constant constexpr uint BLOCK_M = 64;
constant constexpr uint BLOCK_N = 64;
constant constexpr uint BLOCK_K = 64;
constant constexpr uint THREADS = 64;
constant constexpr uint A_LEADING = 64;
constant constexpr uint B_LEADING = 64;
constant constexpr uint SIMDGROUPS = 2;

// Four elements of a row, with zeros beyond its end.
inline half4 load_quad(device const half *row, uint column, uint columns, bool whole) {
    if (whole || column + 4 <= columns)
        return half4(*(device const packed_half4 *)(row + column));
    half4 quad = half4(0);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (column + i < columns)
            quad[i] = row[column + i];
    return quad;
}

// True if some taps of some positions are outside of the images, or of the patches.
constant bool guarded [[function_constant(3)]];
// True if four taps at a time are channels of one element of the window.
constant bool aligned [[function_constant(4)]];
// True if images or their padding have a depth.
constant bool volumes [[function_constant(5)]];

// A window that slides over images. Lengths are in elements.
struct Window {
    int extent_z, extent_y, extent_x;          // of an image: depth, height, width
    int pitch_n, pitch_z, pitch_y, pitch_x;    // from one image, slice, row and pixel to the next
    int pitch_c;                               // from one channel to the next
    int positions_z, positions_y, positions_x; // of the window in an image
    int stride_z, stride_y, stride_x;          // from one position to the next
    int before_z, before_y, before_x;          // from the first position to the beginning of the image
    int window_z, window_y, window_x;          // elements of the window
    int dilation_z, dilation_y, dilation_x;    // from one element of the window to the next
    int channels, groups;                      // channels of a group
};

// A position of the window, where its first element is in the images; or a tap, an element of the window in a
// channel, relative to the position. The sum of both is an element of an image, or of the zeros around it.
struct Place {
    int offset;
    short z, y, x;
    // Whether the next three places follow in memory, or may be loaded with this one.
    ushort run;
};

// Position p of the window, counted row by row through all images.
inline Place place_of_position(uint p, constant Window &w) {
    const uint line = p / w.positions_x, slice = line / w.positions_y, image = slice / w.positions_z;
    const int x = int(p % w.positions_x) * w.stride_x - w.before_x;
    const int y = int(line % w.positions_y) * w.stride_y - w.before_y;
    const int z = int(slice % w.positions_z) * w.stride_z - w.before_z;
    Place place;
    place.offset = int(image) * w.pitch_n + z * w.pitch_z + y * w.pitch_y + x * w.pitch_x;
    place.z = short(z);
    place.y = short(y);
    place.x = short(x);
    // All of the window is inside of the image, and so are four taps.
    const int3 last = int3(w.window_x - 1, w.window_y - 1, w.window_z - 1) * int3(w.dilation_x, w.dilation_y,
                                                                                  w.dilation_z);
    const int3 first = int3(x, y, z), low = min(first, first + last), high = max(first, first + last);
    place.run = all(low >= 0) && high.x < w.extent_x && high.y < w.extent_y && high.z < w.extent_z;
    return place;
}

// Whether a tap of a position is inside of the image.
inline bool inside(Place position, Place tap, constant Window &w) {
    return !guarded ||
           (uint(position.x + tap.x) < uint(w.extent_x) && uint(position.y + tap.y) < uint(w.extent_y) &&
            (!volumes || uint(position.z + tap.z) < uint(w.extent_z)));
}

// Four taps of a position from tap k on, with zeros outside of the image.
inline half4 load_taps(device const half *X, device const Place *taps, Place position, uint k,
                       constant Window &w) {
    const Place tap = taps[k];
    const int at = position.offset + tap.offset;
    if (aligned)
        return inside(position, tap, w) ? half4(*(device const packed_half4 *)(X + at)) : half4(0);
    if (tap.run && position.run)
        return half4(*(device const packed_half4 *)(X + at));
    half4 quad = half4(0);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++) {
        const Place next = taps[k + i];
        if (inside(position, next, w))
            quad[i] = X[position.offset + next.offset];
    }
    return quad;
}

// The value that is written for a sum: sum + bias.
template <typename T> inline T finish(T sum, T previous, T bias, float alpha, float beta) {
    return sum + bias;
}

// for each step of K:
//     all threads copy the step's blocks of A and B to threadgroup memory; barrier
//     add the product of the blocks of the step to the sums, in one operation
//     barrier, before the blocks are overwritten
// write the sums to C through the epilogue
[[max_total_threads_per_threadgroup(64)]]
kernel void convolution(device const half *A [[buffer(0)]],
                        device const half *B [[buffer(1)]],
                        device half *C [[buffer(2)]],
                        constant GemmSizes &sizes [[buffer(3)]],
                        device const half *bias [[buffer(4)]],
                        device const Place *taps [[buffer(6)]],
                        constant Window &window [[buffer(7)]],
                        uint3 group [[threadgroup_position_in_grid]],
                        ushort thread_index [[thread_index_in_threadgroup]]) {
    threadgroup float4 shared[1024];
    threadgroup packed_int3 places[BLOCK_M];
    threadgroup Place *positions = (threadgroup Place *)places;
    threadgroup half *a_block = (threadgroup half *)shared;
    threadgroup half *b_block = (threadgroup half *)(a_block + 4096);

    // This member of the batch, and the block's position in C.
    A += group.z * sizes.stride_a;
    B += group.z * sizes.stride_b;
    C += group.z * sizes.stride_c;
    bias += group.z * sizes.n;
    const uint block_row = group.y * BLOCK_M, block_column = group.x * BLOCK_N;
    const uint k_begin = 0, k_end = sizes.k;
    const uint first_row = block_row, first_column = block_column;
    // The operation, and the sums of the block that this thread has.
    typedef tensor<threadgroup half, extents<int, BLOCK_K, BLOCK_M>, tensor_inline> ATensor;
    typedef tensor<threadgroup half, extents<int, BLOCK_K, BLOCK_N>, tensor_inline> BTensor;
    constexpr auto descriptor = matmul2d_descriptor(BLOCK_M, BLOCK_N, BLOCK_K, false, true, false,
                                                    matmul2d_descriptor::mode::multiply_accumulate);
    matmul2d<descriptor, execution_simdgroups<SIMDGROUPS>> product;
    auto sums = product.get_destination_cooperative_tensor<ATensor, BTensor, float>();
    #pragma unroll
    for (ushort i = 0; i < sums.get_capacity(); i++)
        sums[i] = 0;
    // Where the window is at each position of the block.
    for (uint i = thread_index; i < BLOCK_M; i += THREADS)
        positions[i] = place_of_position(first_row + i, window);
    threadgroup_barrier(mem_flags::mem_threadgroup);
    for (uint k = k_begin; k < k_end; k += BLOCK_K) {
        // The block of A, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_M * BLOCK_K; i += THREADS * 4) {
            const uint r = first_row + i / BLOCK_K, c = k + i % BLOCK_K;
            half4 quad = half4(0);
            if (whole_m || r < sizes.m)
                quad = load_taps(A, taps, positions[r - first_row], c, window);
            *(threadgroup half4 *)(a_block + i / BLOCK_K * A_LEADING + i % BLOCK_K) = quad;
        }
        // The block of B, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_N * BLOCK_K; i += THREADS * 4) {
            const uint r = first_column + i / BLOCK_K, c = k + i % BLOCK_K;
            half4 quad = half4(0);
            if (whole_n || r < sizes.n)
                quad = load_quad(B + r * sizes.ldb, c, k_end, whole_k);
            *(threadgroup half4 *)(b_block + i / BLOCK_K * B_LEADING + i % BLOCK_K) = quad;
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);

        ATensor a(a_block, extents<int, BLOCK_K, BLOCK_M>());
        BTensor b(b_block, extents<int, BLOCK_K, BLOCK_N>());
        product.run(a, b, sums);
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }

    #pragma unroll
    for (ushort i = 0; i < sums.get_capacity(); i++) {
        if (!sums.is_valid_element(i))
            continue;
        const auto place = sums.get_multidimensional_index(i);
        const uint row = first_row + place[1], column = first_column + place[0];
        if (row >= sizes.m || column >= sizes.n)
            continue;
        const uint at = row * sizes.ldc + column;
        C[at] = half(finish(sums[i], 0.0f, float(bias[column]), sizes.alpha, sizes.beta));
    }
}

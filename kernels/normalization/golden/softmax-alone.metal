// softmax: Y = exp(X) / sum of exp(X).
//
// in memory     float; sums are float
// row           read again in each pass
// threads       1 per row
// threadgroup   rows: 16
// statistics    the largest, then exponentials relative to it

#include <metal_stdlib>
using namespace metal;

struct NormSizes {
    uint rows;   // normalized each by itself
    uint length; // elements of a row
};

constant constexpr uint THREADS = 1;
constant constexpr uint ROWS = 16;
constant constexpr float LOG2_E = 1.44269504f;

// A float as an integer in the same order: of those, compilers find the largest with vector instructions.
inline int ordered(float x) {
    const int bits = as_type<int>(x);
    return bits ^ ((bits >> 31) & 0x7fffffff);
}

inline float unordered(int bits) {
    return as_type<float>(bits ^ ((bits >> 31) & 0x7fffffff));
}

// find the statistics of the row; write its elements, normalized by them
[[max_total_threads_per_threadgroup(1)]]
kernel void softmax(device const float *X [[buffer(0)]],
                    device float *Y [[buffer(1)]],
                    constant NormSizes &sizes [[buffer(2)]],
                    uint3 group [[threadgroup_position_in_grid]]) {
    const uint first_row = group.x * ROWS, end_row = min(first_row + ROWS, sizes.rows), length = sizes.length;
    X += first_row * length;
    Y += first_row * length;
    int own = ordered(-INFINITY);
    for (uint i = 0; i < length; i++) {
        own = max(own, ordered(float(X[i])));
    }
    for (uint row = first_row; row < end_row; row++) {
        const float largest = unordered(own);
        const float base = largest == -INFINITY ? 0.0f : largest;
        // The next row; after the last, that one again.
        device const float *next = X + (row + 1 < end_row ? length : 0);
        float total = 0.0f;
        int following = ordered(-INFINITY);
        // Y keeps exponentials until the sum of exponentials is known.
        #pragma clang loop interleave_count(1)
        for (uint i = 0; i < length; i++) {
            const float e = fast::exp2((float(X[i]) - base) * LOG2_E);
            total += e;
            Y[i] = e;
            following = max(following, ordered(float(next[i])));
        }
        const float factor = total == 0.0f ? 0.0f : fast::divide(1.0f, total); // zeros for a row of -INFINITY
        for (uint i = 0; i < length; i++) {
            Y[i] *= factor;
        }
        own = following;
        X += length;
        Y += length;
    }
}

#include "peak.h"

#include <algorithm>
#include <chrono>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace tilescope {
namespace {

using Clock = std::chrono::steady_clock;

// A loop of independent multiply-adds: more than latency times issue width of any current core (4 cycles x 2
// on x86, 4 x 4 on Apple's), and fewer than there are registers, so that only the arithmetic units limit the
// rate.
struct Loop {
  const char *instruction_set;
  void (*run)(uint64_t iterations);
  uint64_t flops_per_iteration;
};

// Makes the compiler assume that a value changes, without emitting an instruction.
#if defined(__aarch64__)
#define TILESCOPE_OPAQUE(value) asm volatile("" : "+w"(value))
#else
#define TILESCOPE_OPAQUE(value) asm volatile("" : "+x"(value))
#endif

#if defined(__x86_64__)
constexpr int kAvx512Sums = 24, kAvx2Sums = 12;

__attribute__((target("avx512f"))) void RunAvx512(uint64_t iterations) {
  __m512 factor = _mm512_set1_ps(0.999f), sums[kAvx512Sums];
  for (__m512 &sum : sums)
    sum = _mm512_set1_ps(1.0f);
  for (uint64_t i = 0; i < iterations; i++) {
#pragma GCC unroll 24
    for (int j = 0; j < kAvx512Sums; j++)
      sums[j] = _mm512_fmadd_ps(sums[j], factor, factor);
    TILESCOPE_OPAQUE(factor);
  }
#pragma GCC unroll 24
  for (int j = 0; j < kAvx512Sums; j++)
    TILESCOPE_OPAQUE(sums[j]);
}

__attribute__((target("avx2,fma"))) void RunAvx2(uint64_t iterations) {
  __m256 factor = _mm256_set1_ps(0.999f), sums[kAvx2Sums];
  for (__m256 &sum : sums)
    sum = _mm256_set1_ps(1.0f);
  for (uint64_t i = 0; i < iterations; i++) {
#pragma GCC unroll 12
    for (int j = 0; j < kAvx2Sums; j++)
      sums[j] = _mm256_fmadd_ps(sums[j], factor, factor);
    TILESCOPE_OPAQUE(factor);
  }
#pragma GCC unroll 12
  for (int j = 0; j < kAvx2Sums; j++)
    TILESCOPE_OPAQUE(sums[j]);
}

constexpr int kSseSums = 12;

// Without FMA: separate multiplications and additions, half and half.
void RunSse(uint64_t iterations) {
  __m128 factor = _mm_set1_ps(0.999f), sums[kSseSums];
  for (__m128 &sum : sums)
    sum = _mm_set1_ps(1.0f);
  for (uint64_t i = 0; i < iterations; i++) {
#pragma GCC unroll 12
    for (int j = 0; j < kSseSums; j++)
      sums[j] = j % 2 ? _mm_mul_ps(sums[j], factor) : _mm_add_ps(sums[j], factor);
    TILESCOPE_OPAQUE(factor);
  }
#pragma GCC unroll 12
  for (int j = 0; j < kSseSums; j++)
    TILESCOPE_OPAQUE(sums[j]);
}

Loop ChooseLoop() {
  if (__builtin_cpu_supports("avx512f"))
    return {"AVX-512", RunAvx512, kAvx512Sums * 16 * 2};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return {"AVX2", RunAvx2, kAvx2Sums * 8 * 2};
  return {"SSE", RunSse, kSseSums * 4};
}
#elif defined(__aarch64__)
constexpr int kNeonSums = 24;

void RunNeon(uint64_t iterations) {
  float32x4_t factor = vdupq_n_f32(0.999f), sums[kNeonSums];
  for (float32x4_t &sum : sums)
    sum = vdupq_n_f32(1.0f);
  for (uint64_t i = 0; i < iterations; i++) {
#pragma GCC unroll 24
    for (int j = 0; j < kNeonSums; j++)
      sums[j] = vfmaq_f32(sums[j], factor, factor);
    TILESCOPE_OPAQUE(factor);
  }
#pragma GCC unroll 24
  for (int j = 0; j < kNeonSums; j++)
    TILESCOPE_OPAQUE(sums[j]);
}

Loop ChooseLoop() { return {"NEON", RunNeon, kNeonSums * 4 * 2}; }
#endif

const Loop &TheLoop() {
  static const Loop loop = ChooseLoop();
  return loop;
}

double Seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

// Iterations that take about `seconds` on one thread.
uint64_t IterationsFor(double seconds) {
  uint64_t iterations = 1000;
  for (;;) {
    const auto start = Clock::now();
    TheLoop().run(iterations);
    const double taken = Seconds(Clock::now() - start);
    if (taken > seconds / 4)
      return std::max<uint64_t>(1, static_cast<uint64_t>(static_cast<double>(iterations) * seconds / taken));
    iterations *= 2;
  }
}

} // namespace

const char *PeakInstructionSet() { return TheLoop().instruction_set; }

double MeasurePeak(Team &team, uint32_t threads, uint32_t milliseconds) {
  constexpr int kTrials = 20; // many short ones, because the machine may be busy
  const uint64_t iterations = IterationsFor(milliseconds * 1e-3 / kTrials);
  Clock::duration best = Clock::duration::max();
  TeamBarrier barrier(threads);
  Clock::time_point start;
  team.Run(threads, [&](Worker &) {
    for (int i = 0; i < kTrials; i++) {
      barrier.Wait([&] { start = Clock::now(); });
      TheLoop().run(iterations);
      barrier.Wait([&] { best = std::min(best, Clock::now() - start); });
    }
  });
  const auto flops =
      static_cast<double>(TheLoop().flops_per_iteration) * static_cast<double>(iterations) * threads;
  return flops / Seconds(best) * 1e-9;
}

} // namespace tilescope

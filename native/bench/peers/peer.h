// The protocol of the benchmark's peers: a peer identifies itself in one line, then answers each line `job
// size repetitions` with one line of JSON, so that the benchmark can give it turns.
#pragma once
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static inline double NowNs(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

// Ends the peer; the benchmark shows the reason instead of figures.
__attribute__((noreturn)) static inline void Fail(const char *format, ...) {
  va_list values;
  va_start(values, format);
  printf("{\"failure\": \"");
  vprintf(format, values);
  printf("\"}\n");
  va_end(values);
  fflush(stdout);
  exit(0);
}

static inline float RandomValue(void) { return (float)rand() / (float)RAND_MAX * 2 - 1; }

static inline void FillRandomly(float *values, size_t count) {
  for (size_t i = 0; i < count; i++)
    values[i] = RandomValue();
}

// Large allocations use huge pages, like the buffers of the CPU device.
static inline float *NewFloats(size_t count) {
  const size_t huge_page = (size_t)2 << 20,
               bytes = (count * sizeof(float) + huge_page - 1) / huge_page * huge_page;
  float *values = (float *)aligned_alloc(huge_page, bytes);
  if (!values)
    Fail("out of memory");
  madvise(values, bytes, MADV_HUGEPAGE);
  return values;
}

// Compares every 16th row of C = A · B with a product by plain loops; all matrices are square.
static inline void CheckProduct(const float *a, const float *b, const float *c, int n) {
  double *row = (double *)malloc((size_t)n * sizeof(double));
  for (int i = 0; i < n; i += 16) {
    for (int j = 0; j < n; j++)
      row[j] = 0;
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        row[j] += (double)a[(size_t)i * n + k] * b[(size_t)k * n + j];
    for (int j = 0; j < n; j++)
      if (!(fabs(row[j] - c[(size_t)i * n + j]) < 1e-5 * n))
        Fail("wrong result: C[%d, %d] is %g instead of %g", i, j, c[(size_t)i * n + j], row[j]);
  }
  free(row);
}

// Answers the benchmark's lines until the input ends.
static inline void Serve(double (*time_job)(const char *job, long size, long repetitions)) {
  char job[64];
  long size, repetitions;
  fflush(stdout);
  while (scanf("%63s %ld %ld", job, &size, &repetitions) == 3) {
    printf("{\"ns\": %.0f}\n", time_job(job, size, repetitions));
    fflush(stdout);
  }
}

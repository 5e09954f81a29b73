// Plain C loops, as a peer of the benchmark: loops THREADS. Compiled twice: with the language's arithmetic,
// and with Metal's (fast).
#include "peer.h"

#include <pthread.h>
#include <string.h>

// Elements of a row: a job's name ends with it, `softmax@1024`.
static size_t row_length;

typedef struct {
  const float *x;
  float *y;
  size_t count;
} Share;

static void Axpy(Share share) {
  const float *restrict x = share.x;
  float *restrict y = share.y;
  for (size_t i = 0; i < share.count; i++)
    y[i] = 0.5f * x[i] + y[i];
}

static void Gelu(Share share) {
  const float *restrict x = share.x;
  float *restrict y = share.y;
  for (size_t i = 0; i < share.count; i++)
    y[i] = 0.5f * x[i] * (1 + tanhf(0.7978845608f * (x[i] + 0.044715f * x[i] * x[i] * x[i])));
}

static void Silu(Share share) {
  const float *restrict x = share.x;
  float *restrict y = share.y;
  for (size_t i = 0; i < share.count; i++)
    y[i] = x[i] / (1 + expf(-x[i]));
}

static void Sum(Share share) {
  float sum = 0;
  for (size_t i = 0; i < share.count; i++)
    sum += share.x[i];
  *share.y = sum;
}

static void Copy(Share share) {
  const float *restrict x = share.x;
  float *restrict y = share.y;
#pragma clang loop vectorize(enable)
  for (size_t i = 0; i < share.count; i++)
    y[i] = x[i];
}

static void Softmax(Share share) {
  for (size_t row = 0; row < share.count; row += row_length) {
    const float *restrict x = share.x + row;
    float *restrict y = share.y + row;
    float greatest = x[0], sum = 0;
    for (size_t i = 1; i < row_length; i++)
      greatest = x[i] > greatest ? x[i] : greatest;
    for (size_t i = 0; i < row_length; i++)
      y[i] = expf(x[i] - greatest);
    for (size_t i = 0; i < row_length; i++)
      sum += y[i];
    for (size_t i = 0; i < row_length; i++)
      y[i] *= 1 / sum;
  }
}

static void LayerNorm(Share share) {
  for (size_t row = 0; row < share.count; row += row_length) {
    const float *restrict x = share.x + row;
    float *restrict y = share.y + row;
    float sum = 0, squares = 0;
    for (size_t i = 0; i < row_length; i++)
      sum += x[i];
    const float mean = sum / row_length;
    for (size_t i = 0; i < row_length; i++)
      squares += (x[i] - mean) * (x[i] - mean);
    const float factor = 1 / sqrtf(squares / row_length + 1e-5f);
    for (size_t i = 0; i < row_length; i++)
      y[i] = (x[i] - mean) * factor;
  }
}

static const struct {
  const char *name;
  void (*run)(Share);
} kJobs[] = {{"axpy", Axpy}, {"gelu", Gelu}, {"silu", Silu}, {"sum", Sum}, {"copy", Copy}, {"softmax", Softmax}, {"layer", LayerNorm}};

static int threads;
static float *x, *y;
static size_t allocated;
static pthread_barrier_t barrier;

typedef struct {
  void (*run)(Share);
  Share share;
  long repetitions;
  double ns;
} Work;

// All threads start together, and none starts a repetition before all have finished the previous one.
static void *DoShare(void *pointer) {
  Work *work = (Work *)pointer;
  pthread_barrier_wait(&barrier);
  const double start = NowNs();
  for (long i = 0; i < work->repetitions; i++) {
    work->run(work->share);
    pthread_barrier_wait(&barrier);
  }
  work->ns = NowNs() - start;
  return NULL;
}

static double TimeJob(const char *job, long size, long repetitions) {
  char name[64];
  if (sscanf(job, "%63[^@]@%zu", name, &row_length) < 2)
    row_length = 1;
  if ((size_t)size != allocated) {
    free(x);
    free(y);
    x = NewFloats(size);
    y = NewFloats(size);
    FillRandomly(x, size);
    FillRandomly(y, size);
    allocated = size;
  }
  Work work[threads];
  pthread_t helpers[threads];
  pthread_barrier_init(&barrier, NULL, threads);
  const size_t share = (size_t)size / threads;
  for (int i = 0; i < threads; i++) {
    work[i] = (Work){NULL, {x + i * share, y + i * share, share}, repetitions, 0};
    for (size_t known = 0; known < sizeof kJobs / sizeof *kJobs; known++)
      if (!strcmp(name, kJobs[known].name))
        work[i].run = kJobs[known].run;
    if (!work[i].run)
      Fail("unknown job %s", name);
    if (i > 0)
      pthread_create(&helpers[i], NULL, DoShare, &work[i]);
  }
  DoShare(&work[0]);
  for (int i = 1; i < threads; i++)
    pthread_join(helpers[i], NULL);
  pthread_barrier_destroy(&barrier);
  return work[0].ns;
}

int main(int count, char **arguments) {
  threads = count > 1 ? atoi(arguments[1]) : 1;
#ifdef __FAST_MATH__
  const char *flags = "-O3 -march=native -ffast-math -fveclib=libmvec";
#else
  const char *flags = "-O3 -march=native";
#endif
  printf("{\"device\": \"%s, %s\"}\n", __VERSION__, flags);
  Serve(TimeJob);
}

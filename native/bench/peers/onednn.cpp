// oneDNN, as a peer of the benchmark. `layer@4096` and `softmax@128` normalise rows of that length;
// `convolution@8x56x57x64x32x3` is that of 8 images of 56 x 57 pixels with 64 channels and 32 filters, and a
// window of 3 x 3.
#include "peer.h"

#include <dnnl.hpp>

#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

using dnnl::memory;

dnnl::engine engine(dnnl::engine::kind::cpu, 0);
dnnl::stream stream(engine);

constexpr auto kInference = dnnl::prop_kind::forward_inference;
constexpr auto kFloat = memory::data_type::f32;
constexpr float kEpsilon = 1e-5f;

// A primitive with its operands, which it owns.
class Job {
public:
  virtual ~Job() {
    for (float *values : allocated)
      free(values);
  }
  void Run() { primitive.execute(stream, operands); }

protected:
  // Random values in huge pages.
  float *Operand(int argument, const memory::desc &shape) {
    const size_t count = shape.get_size() / sizeof(float);
    float *values = NewFloats(count);
    allocated.push_back(values);
    FillRandomly(values, count);
    operands.insert({argument, memory(shape, engine, values)});
    return values;
  }

  dnnl::primitive primitive;
  std::unordered_map<int, memory> operands;

private:
  std::vector<float *> allocated;
};

// Normalises rows of x into y.
class Rows : public Job {
public:
  Rows(const std::string &kind, long size, long length)
      : shape({size / length, length}, kFloat, memory::format_tag::ab) {
    Operand(DNNL_ARG_SRC, shape);
    Operand(DNNL_ARG_DST, shape);
    if (kind == "layer")
      primitive = LayerNorm();
    else if (kind == "softmax")
      primitive = Softmax();
    else
      Fail("unknown job %s", kind.c_str());
  }

private:
#if DNNL_VERSION_MAJOR >= 3
  dnnl::primitive LayerNorm() const {
    return dnnl::layer_normalization_forward(
        {engine, kInference, shape, shape, kEpsilon, dnnl::normalization_flags::none});
  }
  dnnl::primitive Softmax() const {
    return dnnl::softmax_forward({engine, kInference, dnnl::algorithm::softmax_accurate, shape, shape, 1});
  }
#else
  dnnl::primitive LayerNorm() const {
    return dnnl::layer_normalization_forward(
        {{kInference, shape, kEpsilon, dnnl::normalization_flags::none}, engine});
  }
  dnnl::primitive Softmax() const { return dnnl::softmax_forward({{kInference, shape, 1}, engine}); }
#endif

  memory::desc shape;
};

// A convolution that keeps the size of its images, which are NHWC, as ours. oneDNN chooses the algorithm and
// the layout of the weights, into which they are brought beforehand.
class Convolution : public Job {
public:
  explicit Convolution(const char *sizes) {
    if (sscanf(sizes, "%ldx%ldx%ldx%ldx%ldx%ld", &batch, &height, &width, &channels, &filters, &window) != 6)
      Fail("expected batch x height x width x channels x filters x window: %s", sizes);
    const auto nhwc = memory::format_tag::nhwc;
    const auto chosen = Choose({{batch, channels, height, width}, kFloat, nhwc},
                               {{filters, channels, window, window}, kFloat, memory::format_tag::any},
                               {{batch, filters, height, width}, kFloat, nhwc});
    const memory::desc plain({filters, channels, window, window}, kFloat, memory::format_tag::oihw);
    const float *x = Operand(DNNL_ARG_SRC, chosen.src_desc());
    const float *w = Operand(DNNL_ARG_WEIGHTS, plain);
    const float *y = Operand(DNNL_ARG_DST, chosen.dst_desc());
    memory from = operands.at(DNNL_ARG_WEIGHTS), to(chosen.weights_desc(), engine);
    dnnl::reorder(from, to).execute(stream, from, to);
    operands.at(DNNL_ARG_WEIGHTS) = to;
    primitive = dnnl::convolution_forward(chosen);
    Run();
    stream.wait();
    Check(x, w, y);
  }

private:
  dnnl::convolution_forward::primitive_desc Choose(const memory::desc &x, const memory::desc &w,
                                                   const memory::desc &y) const {
    const memory::dims ones{1, 1}, padding{window / 2, window / 2};
    const auto algorithm = dnnl::algorithm::convolution_auto;
#if DNNL_VERSION_MAJOR >= 3
    return {engine, kInference, algorithm, x, w, y, ones, padding, padding};
#else
    return {{kInference, algorithm, x, w, y, ones, padding, padding}, engine};
#endif
  }

  // Compares some elements with plain loops; Winograd's algorithm rounds more than they do.
  void Check(const float *x, const float *w, const float *y) const {
    const long count = batch * height * width * filters;
    for (long at = 0; at < count; at += count / 97 + 1) {
      const long o = at % filters, pixel = at / filters;
      const long left = pixel % width - window / 2, top = pixel / width % height - window / 2;
      double sum = 0;
      for (long i = 0; i < window; i++)
        for (long j = 0; j < window; j++) {
          const long row = top + i, column = left + j;
          if (row < 0 || row >= height || column < 0 || column >= width)
            continue;
          const float *channel = x + ((pixel / width / height * height + row) * width + column) * channels;
          for (long c = 0; c < channels; c++)
            sum += (double)channel[c] * w[((o * channels + c) * window + i) * window + j];
        }
      if (!(std::fabs(sum - y[at]) < 1e-4 * std::sqrt(window * window * channels)))
        Fail("wrong result: Y[%ld] is %g instead of %g", at, y[at], sum);
    }
  }

  long batch, height, width, channels, filters, window;
};

std::unique_ptr<Job> NewJob(const char *name, long size) {
  const char *at = std::strchr(name, '@');
  if (!at)
    Fail("expected sizes after an @: %s", name);
  const std::string kind(name, at - name);
  if (kind == "convolution")
    return std::make_unique<Convolution>(at + 1);
  return std::make_unique<Rows>(kind, size, std::atol(at + 1));
}

double TimeJob(const char *name, long size, long repetitions) {
  static std::string known;
  static std::unique_ptr<Job> job;
  if (known != name) {
    job.reset();
    job = NewJob(name, size);
    known = name;
  }
  const double start = NowNs();
  for (long i = 0; i < repetitions; i++)
    job->Run();
  stream.wait();
  return NowNs() - start;
}

} // namespace

int main() {
  const dnnl_version_t *version = dnnl_version();
  printf("{\"device\": \"oneDNN %d.%d.%d\"}\n", version->major, version->minor, version->patch);
  Serve(TimeJob);
}

// oneDNN, as a peer of the benchmark. A job's name ends with the length of its rows: `layer@4096`,
// `softmax@128`.
#include "peer.h"

#include <dnnl.hpp>

#include <cstring>
#include <memory>
#include <string>

namespace {

using dnnl::memory;

dnnl::engine engine(dnnl::engine::kind::cpu, 0);
dnnl::stream stream(engine);

constexpr auto kInference = dnnl::prop_kind::forward_inference;
constexpr float kEpsilon = 1e-5f;

// Normalises rows of x into y.
struct Job {
  Job(const std::string &kind, long size, long length)
      : x(NewFloats(size)), y(NewFloats(size)),
        shape({size / length, length}, memory::data_type::f32, memory::format_tag::ab),
        from(shape, engine, x), to(shape, engine, y) {
    FillRandomly(x, size);
    FillRandomly(y, size);
    if (kind == "layer")
      primitive = LayerNorm();
    else if (kind == "softmax")
      primitive = Softmax();
    else
      Fail("unknown job %s", kind.c_str());
  }
  ~Job() {
    free(x);
    free(y);
  }

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

  void Run() { primitive.execute(stream, {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}}); }

  float *x, *y;
  memory::desc shape;
  memory from, to;
  dnnl::primitive primitive;
};

double TimeJob(const char *name, long size, long repetitions) {
  static std::string known;
  static std::unique_ptr<Job> job;
  if (known != name) {
    const char *at = std::strchr(name, '@');
    if (!at)
      Fail("expected a length of rows: %s", name);
    job.reset();
    job = std::make_unique<Job>(std::string(name, at - name), size, std::atol(at + 1));
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

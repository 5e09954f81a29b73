#include "convert.h"
#include "handles.h"
#include "msl/abi.h"

#include <map>

namespace tilescope {
namespace {

Extent3 ToExtent(const Napi::Object &object, const char *key) {
  const Napi::Array array = ToArray(object, key);
  uint32_t extent[3];
  for (uint32_t axis = 0; axis < 3; axis++) {
    extent[axis] = array.Get(axis).ToNumber().Uint32Value();
    if (extent[axis] == 0)
      throw Error("BAD_ARGUMENT", std::string(key) + ": expected extents of at least 1");
  }
  return {extent[0], extent[1], extent[2]};
}

uint32_t ToIndex(const Napi::Object &binding) {
  const uint32_t index = ToUint32(binding, "index");
  if (index >= MSL_MAX_BUFFERS)
    throw Error("BAD_ARGUMENT", "index = " + std::to_string(index) + ": expected at most " +
                                    std::to_string(MSL_MAX_BUFFERS - 1));
  return index;
}

std::vector<uint32_t> ToWords(const Napi::Value &value) {
  if (!value.IsTypedArray())
    throw Error("BAD_ARGUMENT", "words: expected a Uint32Array");
  const auto words = value.As<Napi::Uint32Array>();
  return {words.Data(), words.Data() + words.ElementLength()};
}

std::vector<uint64_t> ToSizes(const Napi::Object &object, const char *key) {
  const Napi::Array array = ToArray(object, key);
  if (array.Length() > MSL_MAX_TENSOR_RANK)
    throw Error("BAD_ARGUMENT",
                std::string(key) + ": expected at most " + std::to_string(int{MSL_MAX_TENSOR_RANK}));
  std::vector<uint64_t> sizes;
  for (uint32_t i = 0; i < array.Length(); i++)
    sizes.push_back(ToBytes(array.Get(i), key));
  return sizes;
}

std::optional<TensorLayout> ToTensor(const Napi::Value &value) {
  if (!value.IsObject())
    return std::nullopt;
  const auto tensor = value.As<Napi::Object>();
  return TensorLayout{ToSizes(tensor, "extents"), ToSizes(tensor, "strides")};
}

template <class Visit> void ForEach(const Napi::Object &object, const char *key, const Visit &visit) {
  const Napi::Array array = ToArray(object, key);
  for (uint32_t i = 0; i < array.Length(); i++)
    visit(array.Get(i).As<Napi::Object>());
}

Dispatch ToDispatch(const Napi::Object &pass) {
  Dispatch dispatch;
  dispatch.kernel = ToKernel(pass.Get("kernel"));
  ForEach(pass, "buffers", [&](const Napi::Object &binding) {
    dispatch.buffers.push_back({.index = ToIndex(binding),
                                .buffer = ToBuffer(binding.Get("buffer")),
                                .tensor = ToTensor(binding.Get("tensor"))});
  });
  ForEach(pass, "words", [&](const Napi::Object &binding) {
    dispatch.words.push_back({ToIndex(binding), ToWords(binding.Get("words"))});
  });
  ForEach(pass, "threadgroupMemory", [&](const Napi::Object &binding) {
    dispatch.threadgroup_memory.push_back({ToIndex(binding), ToUint32(binding, "bytes")});
  });
  dispatch.grid_threads = ToExtent(pass, "gridThreads");
  dispatch.threads_per_threadgroup = ToExtent(pass, "threadsPerThreadgroup");
  if (dispatch.threads_per_threadgroup.Count() > MSL_MAX_LANES)
    throw Error("BAD_ARGUMENT",
                "threadsPerThreadgroup: expected at most " + std::to_string(int{MSL_MAX_LANES}) + " threads");
  return dispatch;
}

Work ToWork(const Napi::Object &object) {
  Work work;
  if (object.Has("routine"))
    work.routine = ToRoutine(object.Get("routine"));
  else
    ForEach(object, "passes", [&](const Napi::Object &pass) { work.dispatches.push_back(ToDispatch(pass)); });
  return work;
}

// The value that a text stands for; texts are validated before.
template <class Value>
Value ToChoice(const Napi::Object &spec, const char *key, const std::map<std::string, Value> &values) {
  return values.at(ToText(spec, key));
}

ElementType ToElementType(const Napi::Object &spec, const char *key = "dtype") {
  return ToChoice<ElementType>(spec, key,
                               {{"f32", ElementType::kFloat32},
                                {"f16", ElementType::kFloat16},
                                {"f64", ElementType::kFloat64},
                                {"bf16", ElementType::kBFloat16},
                                {"i8", ElementType::kInt8}});
}

ProductSpec ToProduct(const Napi::Object &spec) {
  return {.m = ToUint32(spec, "m"),
          .n = ToUint32(spec, "n"),
          .k = ToUint32(spec, "k"),
          .type = ToElementType(spec),
          .transpose_a = spec.Get("transposeA").ToBoolean(),
          .transpose_b = spec.Get("transposeB").ToBoolean(),
          .batch = ToUint32(spec, "batch"),
          .shared_a = spec.Get("sharedA").ToBoolean(),
          .shared_b = spec.Get("sharedB").ToBoolean(),
          .same_rows_a = spec.Get("sameRowsA").ToBoolean(),
          .a = ToBuffer(spec.Get("a")),
          .b = ToBuffer(spec.Get("b")),
          .c = ToBuffer(spec.Get("c")),
          .bias = spec.Has("bias") ? ToBuffer(spec.Get("bias")) : nullptr};
}

AttentionSpec ToAttention(const Napi::Object &spec) {
  return {.heads = ToUint32(spec, "heads"),
          .rows = ToUint32(spec, "rows"),
          .columns = ToUint32(spec, "columns"),
          .d = ToUint32(spec, "d"),
          .scale = spec.Get("scale").ToNumber().FloatValue(),
          .causal = spec.Get("causal").ToBoolean(),
          .type = ToElementType(spec),
          .q = ToBuffer(spec.Get("q")),
          .k = ToBuffer(spec.Get("k")),
          .v = ToBuffer(spec.Get("v")),
          .o = ToBuffer(spec.Get("o"))};
}

NormalizationSpec ToNormalization(const Napi::Object &spec) {
  const auto optional = [&](const char *name) { return spec.Has(name) ? ToBuffer(spec.Get(name)) : nullptr; };
  return {.rows = ToUint32(spec, "rows"),
          .groups = ToUint32(spec, "groups"),
          .channels = ToUint32(spec, "channels"),
          .positions = ToUint32(spec, "positions"),
          .epsilon = spec.Get("epsilon").ToNumber().FloatValue(),
          .softmax = spec.Get("softmax").ToBoolean(),
          .type = ToElementType(spec),
          .x = ToBuffer(spec.Get("x")),
          .y = ToBuffer(spec.Get("y")),
          .weight = optional("weight"),
          .bias = optional("bias"),
          .mean = optional("mean"),
          .variance = optional("variance")};
}

CopySpec ToCopy(const Napi::Object &spec) {
  return {.members = ToUint32(spec, "members"),
          .rows = ToUint32(spec, "rows"),
          .columns = ToUint32(spec, "columns"),
          .transpose = spec.Get("transpose").ToBoolean(),
          .type = ToElementType(spec),
          .x = ToBuffer(spec.Get("x")),
          .y = ToBuffer(spec.Get("y"))};
}

std::vector<uint32_t> ToNumbers(const Napi::Array &array) {
  std::vector<uint32_t> numbers;
  for (uint32_t i = 0; i < array.Length(); i++)
    numbers.push_back(array.Get(i).ToNumber().Uint32Value());
  return numbers;
}

ElementwiseSpec ToElementwise(const Napi::Object &spec) {
  return {.extents = ToNumbers(ToArray(spec, "extents")),
          .permutation = ToNumbers(ToArray(spec, "permutation")),
          .type = ToElementType(spec),
          .result_type = ToElementType(spec, "dtypeY"),
          .x = ToBuffer(spec.Get("x")),
          .y = ToBuffer(spec.Get("y"))};
}

Direction ToDirection(const Napi::Object &spec) {
  return ToChoice<Direction>(
      spec, "direction",
      {{"forward", Direction::kForward}, {"data", Direction::kData}, {"weights", Direction::kWeights}});
}

Activation ToActivation(const Napi::Object &spec) {
  return ToChoice<Activation>(spec, "activation",
                              {{"none", Activation::kNone},
                               {"relu", Activation::kRelu},
                               {"gelu", Activation::kGelu},
                               {"gelu-tanh", Activation::kGeluTanh},
                               {"silu", Activation::kSilu}});
}

// Each is an array of depth, height and width.
ConvolutionSpec ToConvolution(const Napi::Object &spec) {
  ConvolutionSpec convolution{.batch = ToUint32(spec, "batch"),
                              .channels = ToUint32(spec, "channels"),
                              .filters = ToUint32(spec, "filters"),
                              .groups = ToUint32(spec, "groups"),
                              .channels_last = ToText(spec, "layout") == "NHWC",
                              .weight_channels_last = ToText(spec, "weightLayout") == "OHWI",
                              .axes = {},
                              .direction = ToDirection(spec),
                              .activation = ToActivation(spec),
                              .type = ToElementType(spec),
                              .x = ToBuffer(spec.Get("x")),
                              .w = ToBuffer(spec.Get("w")),
                              .y = ToBuffer(spec.Get("y")),
                              .bias = spec.Has("bias") ? ToBuffer(spec.Get("bias")) : nullptr};
  const Napi::Array axes = ToArray(spec, "axes");
  for (uint32_t i = 0; i < 3; i++) {
    const Napi::Object axis = axes.Get(i).As<Napi::Object>();
    convolution.axes[i] = {.extent = ToUint32(axis, "extent"),
                           .window = ToUint32(axis, "window"),
                           .positions = ToUint32(axis, "positions"),
                           .stride = ToUint32(axis, "stride"),
                           .dilation = ToUint32(axis, "dilation"),
                           .before = ToUint32(axis, "before"),
                           .after = ToUint32(axis, "after")};
  }
  return convolution;
}

} // namespace

std::string ToText(const Napi::Object &object, const char *key) {
  const Napi::Value value = object.Get(key);
  if (!value.IsString())
    throw Error("BAD_ARGUMENT", std::string(key) + ": expected a string");
  return value.As<Napi::String>();
}

uint32_t ToUint32(const Napi::Object &object, const char *key) {
  const Napi::Value value = object.Get(key);
  if (!value.IsNumber())
    throw Error("BAD_ARGUMENT", std::string(key) + ": expected a number");
  return value.As<Napi::Number>().Uint32Value();
}

Napi::Array ToArray(const Napi::Object &object, const char *key) {
  const Napi::Value value = object.Get(key);
  if (!value.IsArray())
    throw Error("BAD_ARGUMENT", std::string(key) + ": expected an array");
  return value.As<Napi::Array>();
}

size_t ToBytes(const Napi::Value &value, const char *what) {
  constexpr double kLimit = 9007199254740991.0;
  const double bytes = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(bytes >= 0 && bytes <= kLimit))
    throw Error("BAD_ARGUMENT", std::string(what) + ": expected a size in bytes");
  return static_cast<size_t>(bytes);
}

Execution ToExecution(const Napi::Object &object) {
  Execution execution;
  ForEach(object, "rotation", [&](const Napi::Object &work) { execution.rotation.push_back(ToWork(work)); });
  execution.duplicates = ToUint32(object, "duplicates");
  execution.threads = ToUint32(object, "threads");
  execution.encoding = object.Get("indirect").ToBoolean() ? Encoding::kIndirect : Encoding::kDirect;
  execution.timeout = std::chrono::milliseconds(ToUint32(object, "timeoutMs"));
  execution.passes_per_command_buffer = ToUint32(object, "passesPerCommandBuffer");
  execution.passes_per_encoder = ToUint32(object, "passesPerEncoder");
  execution.spin = std::chrono::milliseconds(ToUint32(object, "spinMs"));
  execution.cancelled = ToCancelFlag(object.Get("cancelFlag"));
  if (execution.threads == 0 || execution.rotation.empty())
    throw Error("BAD_ARGUMENT", "An execution needs at least one thread and one work");
  return execution;
}

RoutineSpec ToRoutineSpec(const Napi::Object &spec) {
  const std::string name = ToText(spec, "name");
  const uint32_t level = ToUint32(spec, "optimizationLevel");
  if (spec.Has("heads"))
    return {name, level, ToAttention(spec)};
  if (spec.Has("axes"))
    return {name, level, ToConvolution(spec)};
  if (spec.Has("epsilon"))
    return {name, level, ToNormalization(spec)};
  if (spec.Has("permutation"))
    return {name, level, ToElementwise(spec)};
  if (spec.Has("members"))
    return {name, level, ToCopy(spec)};
  return {name, level, ToProduct(spec)};
}

} // namespace tilescope

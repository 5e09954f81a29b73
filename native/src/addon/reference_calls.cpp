#include "calls.h"
#include "convert.h"
#include "handles.h"
#include "promise_worker.h"
#include "reference/attention_head.h"

// Float64 references that take too long in JavaScript.

namespace tilescope {
namespace {

template <class T> constexpr napi_typedarray_type kTypeOf = napi_float64_array;
template <> constexpr napi_typedarray_type kTypeOf<float> = napi_float32_array;
template <> constexpr napi_typedarray_type kTypeOf<uint32_t> = napi_uint32_array;

// The elements of a typed array, which stay where they are for as long as it lives; null for null, of which
// nothing is needed.
template <class T> T *Elements(const Napi::Object &object, const char *key, size_t count) {
  const Napi::Value value = object.Get(key);
  if (value.IsNull())
    return nullptr;
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != kTypeOf<T>)
    throw Error("BAD_ARGUMENT", std::string(key) + ": expected another array");
  auto array = value.As<Napi::TypedArrayOf<T>>();
  if (array.ElementLength() < count)
    throw Error("BAD_ARGUMENT", std::string(key) + ": expected " + std::to_string(count) + " elements");
  return array.Data();
}

bool Flag(const Napi::Object &object, const char *key) { return object.Get(key).ToBoolean(); }

HeadProduct ToProduct(const Napi::Object &product, size_t queries, size_t keys) {
  HeadProduct made{};
  made.of_slopes = Flag(product, "ofSlopes");
  made.over_queries = Flag(product, "overQueries");
  made.width = ToUint32(product, "width");
  const size_t right = (made.over_queries ? queries : keys) * made.width;
  const size_t sums = (made.over_queries ? keys : queries) * made.width;
  made.right = Elements<double>(product, "right", right);
  made.right_squares = Elements<double>(product, "rightSquares", right);
  made.sums = Elements<double>(product, "sums", sums);
  made.square_sums = Elements<double>(product, "squareSums", sums);
  return made;
}

AttentionHead ToHead(const Napi::Object &object) {
  AttentionHead head{};
  const size_t queries = head.queries = ToUint32(object, "queries");
  const size_t keys = head.keys = ToUint32(object, "keys");
  head.depth = ToUint32(object, "depth");
  head.query_rows = Elements<double>(object, "queryRows", queries * head.depth);
  head.key_rows = Elements<double>(object, "keyRows", keys * head.depth);
  head.mask = {.first = Elements<uint32_t>(object, "first", queries),
               .end = Elements<uint32_t>(object, "end", queries),
               .entries = Elements<float>(object, "entries", 0),
               .entry_rows = Elements<uint32_t>(object, "entryRows", queries),
               .boolean = Flag(object, "isBoolean")};
  head.slope_depth = ToUint32(object, "slopeDepth");
  head.slope_rows = Elements<double>(object, "slopeRows", queries * head.slope_depth);
  head.slope_columns = Elements<double>(object, "slopeColumns", keys * head.slope_depth);
  head.slope_scale = object.Get("slopeScale").ToNumber().DoubleValue();
  const Napi::Array products = ToArray(object, "products");
  for (uint32_t i = 0; i < products.Length(); i++)
    head.products.push_back(ToProduct(products.Get(i).As<Napi::Object>(), queries, keys));
  return head;
}

// Nobody may change or detach the arrays until the promise is settled.
Napi::Value SolveHead(const Napi::CallbackInfo &call) {
  const auto request = call[0].As<Napi::Object>();
  auto keep = std::make_shared<Napi::ObjectReference>(Napi::Persistent(request));
  return PromiseWorker<bool>::Run(
      call.Env(),
      [head = ToHead(request), threads = ToUint32(request, "threads"), cancelled = ToCancelFlag(call[1])] {
        tilescope::SolveHead(head, threads, *cancelled);
        return true;
      },
      [keep](Napi::Env env, bool &) { return env.Undefined(); });
}

} // namespace

const std::vector<NamedCall> kReferenceCalls = {{"solveHead", SolveHead}};

} // namespace tilescope

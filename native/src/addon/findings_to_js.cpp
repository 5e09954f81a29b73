#include "findings_to_js.h"

#include <dlfcn.h>

namespace tilescope {
namespace {

const char *NameOf(FindingKind kind) {
  switch (kind) {
  case FindingKind::kOutOfBounds:
    return "out-of-bounds";
  case FindingKind::kRace:
    return "race";
  case FindingKind::kSameValue:
    return "same-value";
  case FindingKind::kUninitialised:
    return "uninitialised";
  case FindingKind::kMisaligned:
    return "misaligned";
  case FindingKind::kIntegerOverflow:
    return "integer-overflow";
  case FindingKind::kFastMath:
    return "fast-math";
  case FindingKind::kInactiveLane:
    return "inactive-lane";
  case FindingKind::kDivergentSimdgroup:
    return "divergent-simdgroup";
  case FindingKind::kLaneOrder:
    return "lane-order";
  case FindingKind::kTensorOperation:
    return "tensor-operation";
  case FindingKind::kStopped:
    return "stopped";
  }
  return "";
}

const char *NameOf(FindingPlace::Space space) {
  switch (space) {
  case FindingPlace::kNone:
    return "none";
  case FindingPlace::kBuffer:
    return "buffer";
  case FindingPlace::kThreadgroupArgument:
    return "threadgroup-argument";
  case FindingPlace::kThreadgroupVariable:
    return "threadgroup-variable";
  case FindingPlace::kOwn:
    return "own";
  }
  return "";
}

Napi::Value Number(Napi::Env env, double value) { return Napi::Number::New(env, value); }

Napi::Value SideToJs(Napi::Env env, const std::optional<FindingSide> &side) {
  if (!side)
    return env.Null();
  Napi::Object object = Napi::Object::New(env);
  Dl_info code;
  if (side->caller && dladdr(side->caller, &code)) {
    object.Set("file", code.dli_fname);
    object.Set("offset", Number(env, static_cast<double>(static_cast<const char *>(side->caller) -
                                                         static_cast<const char *>(code.dli_fbase))));
  }
  object.Set("line", side->line);
  object.Set("thread", side->thread);
  object.Set("threadgroup", side->threadgroup);
  object.Set("write", side->write);
  object.Set("atomic", side->atomic);
  object.Set("finished", side->finished);
  object.Set("absent", side->absent);
  return object;
}

Napi::Value BarrierToJs(Napi::Env env, const std::optional<FindingBarrier> &barrier) {
  if (!barrier)
    return env.Null();
  Napi::Object object = Napi::Object::New(env);
  object.Set("line", barrier->line);
  object.Set("memory", barrier->memory);
  object.Set("threadgroup", barrier->threadgroup);
  return object;
}

Napi::Value ToJs(Napi::Env env, const Finding &finding) {
  Napi::Object place = Napi::Object::New(env);
  place.Set("space", NameOf(finding.place.space));
  place.Set("index", finding.place.index);
  place.Set("offsetBytes", Number(env, static_cast<double>(finding.place.offset_bytes)));
  place.Set("sizeBytes", Number(env, static_cast<double>(finding.place.size_bytes)));
  Napi::Object object = Napi::Object::New(env);
  object.Set("kind", NameOf(finding.kind));
  object.Set("pass", finding.dispatch);
  object.Set("place", place);
  object.Set("bytes", Number(env, static_cast<double>(finding.bytes)));
  object.Set("access", SideToJs(env, finding.access));
  object.Set("other", SideToJs(env, finding.other));
  object.Set("barrier", BarrierToJs(env, finding.barrier));
  object.Set("count", Number(env, static_cast<double>(finding.count)));
  object.Set("code", finding.code);
  object.Set("message", finding.message);
  return object;
}

} // namespace

Napi::Value ToJs(Napi::Env env, const CheckReport &report) {
  Napi::Array findings = Napi::Array::New(env, report.findings.size());
  for (uint32_t i = 0; i < report.findings.size(); i++)
    findings.Set(i, ToJs(env, report.findings[i]));
  Napi::Object object = Napi::Object::New(env);
  object.Set("findings", findings);
  object.Set("accesses", Number(env, static_cast<double>(report.accesses)));
  return object;
}

} // namespace tilescope

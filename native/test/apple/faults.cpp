#include "faults.h"

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>

namespace faults {
namespace {

struct Description {
  Name name;
  const char *text;
  bool stays; // remains in effect once triggered
};

constexpr Description kFaults[] = {
    {Name::kCompileError, "compile-error", false},
    {Name::kNoTensorHeader, "no-tensor-header", false},
    {Name::kPipelineFailure, "pipeline-failure", false},
    {Name::kCommandBufferError, "command-buffer-error", false},
    {Name::kOutOfMemory, "out-of-memory", false},
    {Name::kHang, "hang", true},
    {Name::kDeviceLost, "device-lost", true},
    {Name::kCountersZero, "counters-zero", false},
    {Name::kThermalSerious, "thermal-serious", false},
    {Name::kException, "exception", false},
    {Name::kArchiveStall, "archive-stall", true},
};

struct Setting {
  const Description *fault = nullptr;
  std::string kind;
  unsigned long occasion = 0; // 0: every occasion
};

[[noreturn]] void Refuse(const std::string &value) {
  std::fprintf(stderr,
               "TILESCOPE_DOUBLE_FAULT = %s: expected one of these, with :kind if there are several kinds "
               "and @n for the n-th occasion:\n",
               value.c_str());
  for (const Description &fault : kFaults)
    std::fprintf(stderr, "  %s\n", fault.text);
  std::_Exit(2);
}

Setting Parse(const std::string &value) {
  if (value.empty())
    return {};
  const size_t at = value.find('@');
  const std::string what = value.substr(0, at);
  const size_t colon = what.find(':');
  Setting setting;
  for (const Description &fault : kFaults)
    if (what.substr(0, colon) == fault.text)
      setting.fault = &fault;
  if (colon != std::string::npos)
    setting.kind = what.substr(colon + 1);
  if (at != std::string::npos)
    setting.occasion = std::strtoul(value.c_str() + at + 1, nullptr, 10);
  if (!setting.fault || (at != std::string::npos && setting.occasion == 0))
    Refuse(value);
  return setting;
}

class Present {
public:
  std::string Kind() {
    const std::lock_guard lock(mutex_);
    return setting_.kind;
  }

  bool Strikes(Name fault, bool counts, std::string_view kind = {}) {
    const std::lock_guard lock(mutex_);
    Read();
    if (!setting_.fault || setting_.fault->name != fault)
      return false;
    if (!kind.empty() && !setting_.kind.empty() && kind != setting_.kind)
      return false;
    if (!counts || setting_.occasion == 0)
      return true;
    occasions_++;
    return setting_.fault->stays ? occasions_ >= setting_.occasion : occasions_ == setting_.occasion;
  }

private:
  void Read() {
    const char *variable = std::getenv("TILESCOPE_DOUBLE_FAULT");
    const std::string_view value = variable ? variable : "";
    if (value == value_)
      return;
    value_ = value;
    setting_ = Parse(value_);
    occasions_ = 0;
  }

  std::mutex mutex_;
  std::string value_;
  Setting setting_;
  unsigned long occasions_ = 0;
};

Present &TheFault() {
  static auto *const present = new Present;
  return *present;
}

} // namespace

bool Strikes(Name fault) { return TheFault().Strikes(fault, true); }
bool Strikes(Name fault, std::string_view kind) { return TheFault().Strikes(fault, true, kind); }
std::string Kind() { return TheFault().Kind(); }
bool IsSet(Name fault) { return TheFault().Strikes(fault, false); }

} // namespace faults

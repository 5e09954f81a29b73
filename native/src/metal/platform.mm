#include "platform.h"

#include "metal_backend.h"
#include "pool.h"
#include "text.h"

#import <IOKit/ps/IOPSKeys.h>
#import <IOKit/ps/IOPowerSources.h>

namespace tilescope {
namespace {

constexpr const char *kThermalStates[] = {"nominal", "fair", "serious", "critical"};

std::optional<std::string> ThermalState() {
  const auto state = static_cast<size_t>(NSProcessInfo.processInfo.thermalState);
  return state < std::size(kThermalStates) ? std::optional(kThermalStates[state]) : std::nullopt;
}

struct Source {
  const char *key;
  const char *name;
};
constexpr Source kPowerSources[] = {
    {kIOPMACPowerKey, "mains"}, {kIOPMBatteryPowerKey, "battery"}, {kIOPMUPSPowerKey, "ups"}};

std::optional<std::string> PowerSource() {
  id snapshot = (__bridge_transfer id)IOPSCopyPowerSourcesInfo();
  if (!snapshot)
    return std::nullopt;
  const std::string type =
      ToStd((__bridge NSString *)IOPSGetProvidingPowerSourceType((__bridge CFTypeRef)snapshot));
  for (const Source &source : kPowerSources)
    if (type == source.key)
      return source.name;
  return std::nullopt;
}

class ProcessActivity : public Activity {
public:
  explicit ProcessActivity(const std::string &reason)
      : token_([NSProcessInfo.processInfo
            beginActivityWithOptions:NSActivityUserInitiated | NSActivityLatencyCritical
                              reason:ToNs(reason)]) {}
  ~ProcessActivity() override {
    TryInPool([this] { [NSProcessInfo.processInfo endActivity:token_]; });
  }

private:
  const id<NSObject> token_;
};

} // namespace

std::vector<std::shared_ptr<Backend>> SystemGpus() {
  return InPool([] {
    std::vector<std::shared_ptr<Backend>> gpus;
    id<MTLDevice> preferred = MTLCreateSystemDefaultDevice();
    if (preferred)
      gpus.push_back(std::make_shared<MetalBackend>(preferred));
    for (id<MTLDevice> device in MTLCopyAllDevices())
      if (device.registryID != preferred.registryID)
        gpus.push_back(std::make_shared<MetalBackend>(device));
    return gpus;
  });
}

std::optional<Conditions> SystemConditions() {
  return InPool([] {
    return std::optional(
        Conditions{.thermal_state = ThermalState(),
                   .low_power_mode = static_cast<bool>(NSProcessInfo.processInfo.lowPowerModeEnabled),
                   .power_source = PowerSource()});
  });
}

std::shared_ptr<Activity> BeginSystemActivity(const std::string &reason) {
  return InPool([&]() -> std::shared_ptr<Activity> { return std::make_shared<ProcessActivity>(reason); });
}

} // namespace tilescope

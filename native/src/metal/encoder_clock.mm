#include "encoder_clock.h"

namespace tilescope {
namespace {

// Classes of old and virtual GPUs may lack any of these.
bool HasCounterMethods(id<MTLDevice> device) {
  return [device respondsToSelector:@selector(supportsCounterSampling:)] &&
         [device respondsToSelector:@selector(counterSets)] &&
         [device respondsToSelector:@selector(newCounterSampleBufferWithDescriptor:error:)] &&
         [device respondsToSelector:@selector(sampleTimestamps:gpuTimestamp:)];
}

id<MTLCounterSet> TimestampCounters(id<MTLDevice> device) {
  if (!HasCounterMethods(device) || ![device supportsCounterSampling:MTLCounterSamplingPointAtStageBoundary])
    return nil;
  for (id<MTLCounterSet> set in device.counterSets)
    if ([set.name isEqualToString:MTLCommonCounterSetTimestamp])
      return set;
  return nil;
}

bool IsTime(uint64_t stamp) { return stamp != 0 && stamp != MTLCounterErrorValue; }

} // namespace

std::optional<EncoderClock> EncoderClock::Make(id<MTLDevice> device) {
  id<MTLCounterSet> counters = TimestampCounters(device);
  if (!counters)
    return std::nullopt;
  MTLCounterSampleBufferDescriptor *descriptor = [[MTLCounterSampleBufferDescriptor alloc] init];
  descriptor.counterSet = counters;
  descriptor.label = @"encoder timestamps";
  descriptor.storageMode = MTLStorageModeShared;
  descriptor.sampleCount = 2;
  id<MTLCounterSampleBuffer> stamps = [device newCounterSampleBufferWithDescriptor:descriptor error:nil];
  if (!stamps)
    return std::nullopt;
  return EncoderClock(device, stamps);
}

void EncoderClock::Attach(MTLComputePassDescriptor *pass) const {
  MTLComputePassSampleBufferAttachmentDescriptor *attachment = pass.sampleBufferAttachments[0];
  attachment.sampleBuffer = stamps_;
  attachment.startOfEncoderSampleIndex = 0;
  attachment.endOfEncoderSampleIndex = 1;
}

EncoderClock::Instant EncoderClock::Now() const {
  Instant now;
  [device_ sampleTimestamps:&now.cpu gpuTimestamp:&now.gpu];
  return now;
}

void EncoderClock::Start() { start_ = Now(); }

std::optional<uint64_t> EncoderClock::Elapsed() const {
  NSData *data = [stamps_ resolveCounterRange:NSRange{0, 2}];
  if (data.length < 2 * sizeof(MTLCounterResultTimestamp))
    return std::nullopt;
  MTLCounterResultTimestamp stamps[2];
  [data getBytes:stamps length:sizeof stamps];
  const auto [first, last] = std::pair(stamps[0].timestamp, stamps[1].timestamp);
  if (!IsTime(first) || !IsTime(last) || last <= first)
    return std::nullopt;
  const Instant now = Now();
  if (now.gpu <= start_.gpu || now.cpu <= start_.cpu)
    return std::nullopt;
  // The GPU's ticks have no unit, but both clocks have advanced by the same time since Start().
  const double ns_per_tick =
      static_cast<double>(now.cpu - start_.cpu) / static_cast<double>(now.gpu - start_.gpu);
  return static_cast<uint64_t>(static_cast<double>(last - first) * ns_per_tick);
}

} // namespace tilescope

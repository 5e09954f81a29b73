#include "buffer.h"

#include "error.h"
#include "host_work.h"

#include <atomic>

namespace {

std::atomic<NSUInteger> total_bytes{0};

} // namespace

@implementation MTLDoubleBuffer {
  std::shared_ptr<tilescope::CpuBuffer> _memory;
  MTLResourceOptions _options;
}
@synthesize device = _device, label = _label;

+ (NSUInteger)totalBytes {
  return total_bytes;
}
- (instancetype)initWithDevice:(id<MTLDevice>)device
                        length:(NSUInteger)length
                       options:(MTLResourceOptions)options {
  _device = device;
  _options = options;
  try {
    _memory = std::make_shared<tilescope::CpuBuffer>(length);
  } catch (const tilescope::Error &) {
    return nil; // as Metal reports a lack of memory
  }
  total_bytes += length;
  return self;
}
- (void)dealloc {
  if (_memory)
    total_bytes -= _memory->SizeBytes();
}
- (std::shared_ptr<tilescope::CpuBuffer>)memory {
  return _memory;
}
- (NSUInteger)length {
  return _memory->SizeBytes();
}
- (NSUInteger)allocatedSize {
  return self.length;
}
- (void *)contents {
  if (self.storageMode != MTLStorageModePrivate)
    return _memory->Data();
  void *nothing = nullptr; // the CPU cannot access private memory
  return nothing;
}
- (uint64_t)gpuAddress {
  return reinterpret_cast<uint64_t>(_memory->Data());
}
- (MTLResourceOptions)resourceOptions {
  return _options;
}
- (MTLCPUCacheMode)cpuCacheMode {
  return static_cast<MTLCPUCacheMode>(_options & 0xf);
}
- (MTLStorageMode)storageMode {
  return static_cast<MTLStorageMode>(_options >> 4 & 0xf);
}
- (MTLHazardTrackingMode)hazardTrackingMode {
  return static_cast<MTLHazardTrackingMode>(_options >> 8 & 0xf);
}
@end

void *HostMemory(id<MTLBuffer> buffer) { return ((MTLDoubleBuffer *)buffer).memory->Data(); }

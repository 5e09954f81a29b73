#include "binary_archive.h"

#include "../faults.h"
#include "errors.h"
#include "pipeline.h"

#include <chrono>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

using namespace metal_double;

namespace {

constexpr const char *kFirstLine = "Tilescope: the names in a binary archive of the Metal double";

NSError *ArchiveError(MTLBinaryArchiveError code, const std::string &description) {
  return MakeError(MTLBinaryArchiveDomain, code, description);
}

} // namespace

@implementation MTLDoubleBinaryArchive {
  std::mutex _mutex;
  std::set<std::string> _keys;
}
@synthesize device = _device, label = _label;

- (instancetype)initWithDevice:(id<MTLDevice>)device
                    descriptor:(MTLBinaryArchiveDescriptor *)descriptor
                         error:(NSError **)error {
  _device = device;
  if (!descriptor.url)
    return self;
  std::ifstream file(descriptor.url.path.UTF8String);
  std::string line;
  if (!std::getline(file, line) || line != kFirstLine)
    return Refuse(error,
                  ArchiveError(MTLBinaryArchiveErrorInvalidFile,
                               std::string(descriptor.url.path.UTF8String) + " is not a binary archive"));
  while (std::getline(file, line))
    _keys.insert(line);
  return self;
}
- (BOOL)holds:(const std::string &)key {
  const std::lock_guard lock(_mutex);
  return _keys.contains(key);
}
- (BOOL)addComputePipelineFunctionsWithDescriptor:(MTLComputePipelineDescriptor *)descriptor
                                            error:(NSError **)error {
  MTLDoublePipeline *pipeline = [[MTLDoublePipeline alloc] initWithDevice:_device
                                                               descriptor:descriptor
                                                                  options:MTLPipelineOptionNone
                                                                    error:error];
  if (!pipeline)
    return NO;
  const std::lock_guard lock(_mutex);
  _keys.insert(pipeline.key);
  return YES;
}
- (BOOL)serializeToURL:(NSURL *)url error:(NSError **)error {
  if (faults::Strikes(faults::Name::kArchiveStall))
    while (faults::IsSet(faults::Name::kArchiveStall))
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const std::lock_guard lock(_mutex);
  std::ofstream file(url.path.UTF8String);
  file << kFirstLine << '\n';
  for (const std::string &key : _keys)
    file << key << '\n';
  file.close();
  if (file)
    return YES;
  Refuse(error, ArchiveError(MTLBinaryArchiveErrorInternalError,
                             std::string("cannot write ") + url.path.UTF8String));
  return NO;
}
@end

bool metal_double::ArchivesHold(NSArray<id<MTLBinaryArchive>> *archives, const std::string &key) {
  for (id<MTLBinaryArchive> archive in archives)
    if ([(MTLDoubleBinaryArchive *)archive holds:key])
      return true;
  return false;
}

#pragma once
#import <Metal/Metal.h>

#include <string>

// The names of compiled code; the code itself is in the front end's cache.
@interface MTLDoubleBinaryArchive : NSObject <MTLBinaryArchive>
// Nil with the error if the descriptor's file is not an archive.
- (instancetype)initWithDevice:(id<MTLDevice>)device
                    descriptor:(MTLBinaryArchiveDescriptor *)descriptor
                         error:(NSError **)error;
- (BOOL)holds:(const std::string &)key;
@end

namespace metal_double {

bool ArchivesHold(NSArray<id<MTLBinaryArchive>> *archives, const std::string &key);

} // namespace metal_double

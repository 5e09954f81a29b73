#pragma once
#import <Metal/Metal.h>

@interface MTLDoubleResidencySet : NSObject <MTLResidencySet>
- (instancetype)initWithDevice:(id<MTLDevice>)device descriptor:(MTLResidencySetDescriptor *)descriptor;
@end

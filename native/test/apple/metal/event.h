#pragma once
#import <Metal/Metal.h>

@interface MTLDoubleEvent : NSObject <MTLEvent>
- (instancetype)initWithDevice:(id<MTLDevice>)device;
- (void)signal:(uint64_t)value;
- (void)waitFor:(uint64_t)value;
@end

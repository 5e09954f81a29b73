#pragma once
#import <Metal/Metal.h>

// What every GPU does.
@interface MTLDoubleDevice : NSObject <MTLDevice>
@end

// What the class of a virtual GPU does not implement: residency sets, indirect command buffers, counters.
@interface MTLDoubleMetal3Device : MTLDoubleDevice
@end

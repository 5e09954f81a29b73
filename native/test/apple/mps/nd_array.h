#pragma once
#import <MetalPerformanceShaders/MetalPerformanceShaders.h>

@interface MPSNDArrayDescriptor ()
@property(readonly, copy, nonatomic) MPSShape *shape;
@end

@interface MPSNDArray ()
@property(readonly, copy, nonatomic) MPSShape *shape;
@property(readonly, nonatomic) id<MTLBuffer> buffer;
// Whether the rows of a matrix are all the first one, at a stride of 0.
@property(readonly, nonatomic) BOOL hasSameRows;
@end

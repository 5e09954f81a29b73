#import <MetalPerformanceShaders/MPSCoreTypes.h>

// It computes on the CPU, whatever the GPU.
BOOL MPSSupportsMTLDevice(id<MTLDevice> device) { return device != nil; }

import type { Launch } from '../harness.ts';

/** What texts with tensors begin with. */
export const TENSOR_HEADER = `#include <metal_stdlib>
#include <metal_tensor>
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
using namespace metal;
using namespace mpp::tensor_ops;
`;

/** How their kernels are run, but for the arguments. */
export const TENSOR_LAUNCH = {
  languageVersion: '4.0',
  threadsPerThreadgroup: [32, 1, 1],
} as const satisfies Partial<Launch>;

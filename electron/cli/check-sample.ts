// What the tests of `check` share: a file, and what it compiles to.
import type { DescribedKernel, DescribedLibrary } from '../ipc/check-types.ts';

export const SAMPLE_SOURCE = `struct Sizes {
  uint rows, columns; // of the input
  packed_half2 range[2];
};
kernel void sum(device const float *input [[buffer(0)]],
                device T *output [[buffer(1)]],
                constant Sizes &sizes [[buffer(2)]],
                threadgroup float *partial [[threadgroup(0)]],
                uint2 at [[thread_position_in_grid]]) {
\tpartial[at.x] = input[at.x];
}
`;

export const SAMPLE_KERNEL: DescribedKernel = {
  name: 'sum',
  maxThreadsPerThreadgroup: 64,
  arguments: [
    { kind: 'buffer', index: 0, type: 'device const float *', name: 'input', access: 'read' },
    { kind: 'buffer', index: 1, type: 'device T *', name: 'output', access: 'read-write' },
    { kind: 'buffer', index: 2, type: 'constant Sizes &', name: 'sizes', access: 'read' },
    { kind: 'threadgroup', index: 0, type: 'threadgroup float *', name: 'partial', access: null },
    { kind: 'position', index: -1, type: 'uint2', name: 'at', access: null },
  ],
};

export const SAMPLE_LIBRARY: DescribedLibrary = {
  kernels: [SAMPLE_KERNEL],
  functionConstants: [{ index: 3, name: 'wide', type: 'bool' }],
  compileMs: 120,
  limits: { simdWidth: 32, maxThreadsPerThreadgroup: 1024, maxThreadgroupBytes: 32768 },
};

import type { StartedBuffers } from '../own/start/hosts.ts';
import type { Started } from '../own/start-kernel.ts';
import type { CustomDefinition } from './definition.ts';

/** What `tilescope new` calls a problem that no family has. */
export const CUSTOM = 'custom';

/** Small, with all that a problem needs: extents, buffers, a value that its formula shares, and sizes to begin with. */
const PROBLEM: CustomDefinition = {
  name: 'shifted-exp',
  label: 'Shifted exponential',
  description: 'The exponential of each element, shifted by the largest of its row',
  extents: { m: { label: 'Rows' }, n: { label: 'Columns' } },
  buffers: {
    X: { shape: ['m', 'n'] },
    Y: { shape: ['m', 'n'], role: 'output' },
  },
  values: { 'largest[i: m]': 'max(j: n, X[i, j])' },
  outputs: { 'Y[i, j]': 'exp(X[i, j] - largest[i])' },
  tolerance: 1e-5,
  sizes: '64,65,100x257',
};

const TEXT = `#include <metal_stdlib>
using namespace metal;

struct Sizes {
  uint m;
  uint n;
};

// Y[i, j] = exp(X[i, j] - max over j of X[i, j]): a thread for each row.
kernel void shifted_exp(device const float *X [[buffer(0)]],
                        device float *Y [[buffer(1)]],
                        constant Sizes &sizes [[buffer(2)]],
                        uint row [[thread_position_in_grid]]) {
  device const float *x = X + row * sizes.n;
  device float *y = Y + row * sizes.n;
  float largest = x[0];
  for (uint j = 1; j < sizes.n; j++) largest = max(largest, x[j]);
  for (uint j = 0; j < sizes.n; j++) y[j] = exp(x[j] - largest);
}
`;

/** What it reads and writes. */
export const CUSTOM_BUFFERS: StartedBuffers = {
  buffers: [
    { name: 'X', role: 'input' },
    { name: 'Y', role: 'output' },
  ],
  elements: { X: 'm * n' },
};

/** A kernel with a problem of its own, to begin with. */
export function startCustom(name: string): Started {
  return {
    descriptor: {
      name,
      problem: PROBLEM,
      passes: [
        {
          kernel: 'shifted_exp',
          buffers: {
            0: 'X',
            1: 'Y',
            2: {
              struct: [
                { name: 'm', type: 'uint', value: 'm' },
                { name: 'n', type: 'uint', value: 'n' },
              ],
            },
          },
          grid: ['m'],
          threadsPerThreadgroup: [64],
        },
      ],
    },
    texts: { [`${name}.metal`]: TEXT },
  };
}

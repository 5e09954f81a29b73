import { expect, it, vi } from 'vitest';

// Read when the module is loaded.
vi.stubEnv('TILESCOPE_TIMEOUT_S', '1');

import { ownKernel, type Problem } from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import type { Native } from '../../../native/types.ts';

const { runTrusted } = await import('./run-program.ts');

const TEXT = `
#include <metal_stdlib>
using namespace metal;
kernel void copied(device const float *X [[buffer(0)]], device float *Y [[buffer(1)]],
                   uint i [[thread_position_in_grid]]) {
    Y[i] = X[i];
}
`;

function programOf(n: number) {
  const read = ownKernel(
    {
      name: 'copied',
      problem: {
        name: 'copy',
        extents: { n: {} },
        buffers: { X: { shape: ['n'] }, Y: { shape: ['n'], role: 'output' } },
        outputs: { 'Y[i]': 'X[i]' },
      },
      passes: [
        { kernel: 'copied', buffers: { 0: 'X', 1: 'Y' }, threadgroups: ['n'], threadsPerThreadgroup: [1] },
      ],
    },
    { 'copied.metal': TEXT },
    'copied.metal',
  );
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  const made = read.kernel.program({ op: read.kernel.op, dtype: 'f32', n } as Problem);
  if ('issues' in made) throw new Error(JSON.stringify(made.issues));
  return made.program;
}

const NEVER = new AbortController().signal;

it('gives what a trusted kernel writes', async () => {
  const X = Float32Array.of(-1, 2, 3);
  expect(await runTrusted(native, programOf(3), { X }, NEVER)).toEqual({ Y: X });
});

/** A device on which kernels do not end. */
const endless = (end: (reject: (error: Error) => void, signal: AbortSignal | undefined) => void): Native => ({
  ...native,
  execute: (_device, _work, options) => new Promise((_, reject) => end(reject, options?.signal)),
});

it.each([
  [
    'can be stopped',
    endless((reject, signal) => signal?.addEventListener('abort', () => reject(new Error('stopped')))),
    'BAD_REFERENCE',
  ],
  ['cannot be stopped', endless(() => undefined), 'REFERENCE_STUCK'],
])('waits for no kernel that does not end and %s, and says which one that is', async (_, device, code) => {
  const X = Float32Array.of(1, 2, 3);
  await expect(runTrusted(device, programOf(3), { X }, NEVER)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/^The kernel that the problem trusts cannot be run: /),
  });
});

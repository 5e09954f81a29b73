import { expect, test } from 'vitest';
import { native } from '../../index.ts';
import { execute, fill, HEADER } from '../harness.ts';

// A GPU of another maker, which only the double can be here: with a memory of its own and wider SIMD-groups. It is chosen
// once, so this test needs a file, and so a process, of its own.
process.env.TILESCOPE_DOUBLE_GPU = 'amd';
const { gpus, isDouble } = await import('./devices.ts');

const KERNEL = `${HEADER}kernel void k(device float *out [[buffer(0)]], uint i [[thread_position_in_grid]]) { out[i] += i; }`;

test.runIf(isDouble).each(gpus)('$id of AMD', async ({ id, simdWidth, gpu }) => {
  expect(simdWidth).toBe(64);
  expect(gpu).toMatchObject({ family: null, metal: 'Metal 3', unifiedMemory: false, indirectEncoding: true });
  for (const encoding of ['direct', 'indirect'] as const) {
    const values = fill(32, (i) => i);
    const launch = { kernel: 'k', threadsPerThreadgroup: [32, 1, 1], encoding } as const;
    await execute(KERNEL, { ...launch, arguments: [values], device: id });
    expect(values).toEqual(fill(32, (i) => 2 * i));
  }
  expect((await native.routines(id)).filter(({ reason }) => reason !== null)).toEqual([]);
});

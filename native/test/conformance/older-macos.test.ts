import { afterAll, expect, test } from 'vitest';
import { native } from '../../index.ts';
import { execute, fill, HEADER } from '../harness.ts';
import { failure } from './failure.ts';

// The backend on an older macOS with counters that read zero, which only the double can be. A device's features are read
// once, so this test needs a file, and so a process, of its own.
process.env.TILESCOPE_DOUBLE_MACOS = '14.5';
process.env.TILESCOPE_DOUBLE_FAULT = 'counters-zero';
const { gpus, isDouble } = await import('./devices.ts');
delete process.env.TILESCOPE_DOUBLE_FAULT;
afterAll(() => {
  delete process.env.TILESCOPE_DOUBLE_MACOS;
});

const KERNEL = `${HEADER}kernel void k(device float *out [[buffer(0)]], uint i [[thread_position_in_grid]]) { out[i] = i; }`;

test.runIf(isDouble).each(gpus)('macOS 14.5 on $id', async ({ id, gpu }) => {
  expect(gpu?.counterSampling).toBe(false);
  expect(gpu?.concurrentCompilations).toBeGreaterThan(0);
  const error = await failure(native.compile(id, KERNEL, { languageVersion: '3.2' }));
  expect([error.code, error.message]).toEqual([
    'UNSUPPORTED',
    'This system does not support MSL 3.2; available: 3.0, 3.1',
  ]);
  const out = fill(32, () => -1);
  const launch = { kernel: 'k', threadsPerThreadgroup: [32, 1, 1] } as const;
  const { encoderNs } = await execute(KERNEL, { ...launch, device: id, arguments: [out] });
  expect(encoderNs).toBeNull();
  expect(out).toEqual(fill(32, (i) => i));
});

const NEWER = [
  { macos: '26.0', languageVersion: '4.0', number: 400 },
  { macos: '27.0', languageVersion: '4.1', number: 410 },
] as const;
const CASES = NEWER.flatMap((one) => gpus.map(({ id }) => ({ ...one, id })));

test.runIf(isDouble).each(CASES)('MSL $languageVersion is of macOS $macos on $id', async (one) => {
  const { id, macos, languageVersion, number } = one;
  const source = `#if __METAL_VERSION__ != ${number}\n#error __METAL_VERSION__\n#endif\n${KERNEL}`;
  process.env.TILESCOPE_DOUBLE_MACOS = String(Number(macos) - 0.5);
  const error = await failure(native.compile(id, source, { languageVersion }));
  expect(error.message).toMatch(`does not support MSL ${languageVersion}; available: 3.0, 3.1, 3.2`);
  process.env.TILESCOPE_DOUBLE_MACOS = macos;
  const library = await native.compile(id, source, { languageVersion });
  expect(library.kernels).toHaveLength(1);
});

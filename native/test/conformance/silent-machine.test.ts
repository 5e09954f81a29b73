import { expect, test } from 'vitest';
import { native } from '../../index.ts';

// A machine that reveals nothing, with a GPU that cannot run the kernel that would show its SIMD width: only the double
// can be that. A device's features are read once, so this test needs a file, and so a process, of its own.
const SILENT = {
  TILESCOPE_DOUBLE_GPU_CORES: 'absent',
  TILESCOPE_DOUBLE_POWER: 'Water Wheel',
  TILESCOPE_DOUBLE_FAULT: 'command-buffer-error',
};
Object.assign(process.env, SILENT);
const { gpus, isDouble } = await import('./devices.ts');
const { powerSource } = native.conditions();
for (const name of Object.keys(SILENT)) delete process.env[name];

test.runIf(isDouble).each(gpus)('$id of a machine that reveals nothing', ({ simdWidth, gpu }) => {
  expect(gpu).toMatchObject({ coreCount: null, counterSampling: false });
  expect(simdWidth).toBeGreaterThan(0);
  expect(powerSource).toBeNull();
});

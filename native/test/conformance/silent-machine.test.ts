import { expect, test } from 'vitest';
import { native } from '../../index.ts';

// A machine that tells nothing of itself, and whose GPU cannot run the kernel that would tell it: only the double can
// be that. What a device can do is looked at once, so this is a file, and a process, of its own.
const SILENT = {
  TILESCOPE_DOUBLE_GPU_CORES: 'absent',
  TILESCOPE_DOUBLE_POWER: 'Water Wheel',
  TILESCOPE_DOUBLE_FAULT: 'command-buffer-error',
};
Object.assign(process.env, SILENT);
const { gpus, isDouble } = await import('./devices.ts');
const { powerSource } = native.conditions();
for (const name of Object.keys(SILENT)) delete process.env[name];

test.runIf(isDouble).each(gpus)('$id of a machine that says nothing', ({ simdWidth, gpu }) => {
  expect(gpu).toMatchObject({ coreCount: null, counterSampling: false });
  expect(simdWidth).toBe(32);
  expect(powerSource).toBeNull();
});

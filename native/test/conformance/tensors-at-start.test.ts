import { describe, expect, test } from 'vitest';
import { start } from './start.ts';

// What a Mac says of tensor operations when its GPU is probed: the double as several Macs. Each has a thread of its own.
if (process.platform !== 'darwin') process.env.TILESCOPE_BACKEND ??= 'metal-double';

const RAISED =
  'macOS raised NSInternalInconsistencyException: requested of newLibraryWithSource:options:error:';

const MACS = [
  { macos: '15.5', need: 'macOS 26 or later' },
  { macos: '26.0', need: null },
  { macos: '26.1', need: null, bfloat: null },
  {
    macos: '26.0',
    fault: 'no-tensor-header',
    need: "headers that this system lacks ('metal_tensor' file not found)",
  },
  {
    macos: '26.0',
    fault: 'compile-error:internal',
    need: 'a driver that compiles them (Compiler encountered an internal error)',
  },
  {
    macos: '26.0',
    fault: 'pipeline-failure',
    need: 'a driver that compiles them (Compiler encountered a requested internal error)',
  },
  {
    macos: '26.0',
    fault: 'exception:newLibraryWithSource:options:error:',
    need: `a driver that compiles them (${RAISED})`,
  },
];

describe.skipIf(process.platform === 'darwin' || process.env.TILESCOPE_DOUBLE_GPU)(
  'tensor operations',
  () => {
    test.each(MACS)(
      'macOS $macos, fault $fault: they need $need',
      async ({ macos, fault = '', need, bfloat = 'macOS 26.1 or later' }) => {
        const { devices } = await start({ TILESCOPE_DOUBLE_MACOS: macos, TILESCOPE_DOUBLE_FAULT: fault });
        expect(devices[0]).toMatchObject({
          id: 'metal',
          gpu: { tensorsNeed: need, bfloatTensorsNeed: bfloat },
        });
      },
    );
  },
);

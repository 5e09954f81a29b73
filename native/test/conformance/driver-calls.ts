import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { metalDriver } from '../../device/metal/metal-device.ts';
import { native } from '../../index.ts';
import { cacheFolder } from '../../msl/clang/cache-folder.ts';
import type { NativeDevice, Routine } from '../../types.ts';
import { fill, HEADER, prepare } from '../harness.ts';

/** Prepares one kind of call into a GPU's driver; the result makes the call, and leaves nothing behind. */
type PrepareCall = (device: NativeDevice) => Promise<() => Promise<unknown>>;

const SOURCE = `${HEADER}
constant uint start [[function_constant(0)]];
kernel void k(device float *out [[buffer(0)]], constant uint &step [[buffer(1)]], uint i [[thread_position_in_grid]]) {
  out[i] = start + step * i;
}`;
const CONSTANTS = { 0: { type: 'uint', value: 1 } } as const;

/** A new driver, as after a restart of the process: it has compiled nothing yet. */
const compileAnew = (device: NativeDevice) => metalDriver(device).compile(SOURCE, {});

async function prepareExecution(device: NativeDevice, encoding: 'direct' | 'indirect') {
  const { pass } = await prepare(SOURCE, {
    device: device.id,
    kernel: 'k',
    constants: CONSTANTS,
    arguments: [fill(32), { words: [2] }],
    threadsPerThreadgroup: [32, 1, 1],
  });
  return () => native.execute(device.id, [pass], { encoding });
}

async function prepareRoutine({ id }: NativeDevice, name: 'mps-matmul' | 'mpsgraph-matmul') {
  const [a, b, c] = await Promise.all([0, 1, 2].map(() => native.buffer(id, 36)));
  if (!a || !b || !c) throw new RangeError('no buffers');
  const shape = { m: 3, n: 3, k: 3, dtype: 'f32', transposeA: false, transposeB: true } as const;
  return () => native.routine(id, { name, ...shape, a, b, c });
}

const makeRoutine =
  (name: 'mps-matmul' | 'mpsgraph-matmul'): PrepareCall =>
  async (device) => {
    const make = await prepareRoutine(device, name);
    return async () => native.release(await make());
  };

const runRoutine =
  (name: 'mps-matmul' | 'mpsgraph-matmul'): PrepareCall =>
  async (device) => {
    const routine: Routine = await (await prepareRoutine(device, name))();
    return () => native.execute(device.id, routine);
  };

const allocate =
  (storage: 'shared' | 'private'): PrepareCall =>
  async ({ id }) =>
  async () => {
    const buffer = await native.buffer(id, 64, { storage });
    delete process.env.TILESCOPE_DOUBLE_FAULT; // what happens to it later is not part of the call
    native.release(buffer);
  };

/** Every kind of call. */
export const DRIVER_CALLS = {
  compile: async (device) => () => compileAnew(device),
  pipeline: async (device) => async () => {
    rmSync(join(cacheFolder(), 'metal'), { recursive: true, force: true });
    await (await compileAnew(device)).pipeline('k', CONSTANTS, {});
  },
  'archived pipeline': async (device) => async () => {
    await (await compileAnew(device)).pipeline('k', CONSTANTS, {});
  },
  'shared buffer': allocate('shared'),
  'private buffer': allocate('private'),
  transfer: async ({ id }) => {
    const buffer = await native.buffer(id, 64, { storage: 'private' });
    return async () => {
      await native.write(buffer, fill(4), 2); // not aligned, so it reads first
      await native.read(buffer);
    };
  },
  execution: (device) => prepareExecution(device, 'direct'),
  'indirect execution': (device) => prepareExecution(device, 'indirect'),
  'MPS routine': makeRoutine('mps-matmul'),
  'MPSGraph routine': makeRoutine('mpsgraph-matmul'),
  'MPS execution': runRoutine('mps-matmul'),
  'MPSGraph execution': runRoutine('mpsgraph-matmul'),
  // Only an older system is asked for its version.
  routines:
    async ({ id }) =>
    async () => {
      process.env.TILESCOPE_DOUBLE_MACOS = '14.5';
      await native.routines(id).finally(() => delete process.env.TILESCOPE_DOUBLE_MACOS);
    },
  conditions: async () => async () => native.conditions(),
  activity: async () => async () => native.beginActivity('a test')(),
} as const satisfies Record<string, PrepareCall>;

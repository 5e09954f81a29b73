import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import type { DeviceBuffer, ExecuteOptions, NativePass } from '../../types.ts';
import { fill, HEADER, prepare } from '../harness.ts';
import { gpus, isAppleDouble, isDouble, needsIndirect, needsRoutine } from './devices.ts';
import { failure } from './failure.ts';
import { runProduct } from './run-routine.ts';

// Executions split over several command buffers, and the untimed one before them.

const KERNEL = `${HEADER}
kernel void add(device float *out [[buffer(0)]], constant uint &steps [[buffer(1)]], uint i [[thread_position_in_grid]]) {
  uint x = i;
  for (uint step = 0; step < steps; step++) x = x * 1664525u + 1013904223u;
  out[i] += x == 7 ? 2 : 1;
}`;
const LIMITS = ['TILESCOPE_DOUBLE_WATCHDOG_MS', 'TILESCOPE_DOUBLE_GAP_MS', 'TILESCOPE_DOUBLE_FAULT'] as const;
const ENCODINGS = ['direct', 'indirect'] as const;

afterEach(() => {
  for (const name of LIMITS) delete process.env[name];
});

describe.each(gpus)('command buffers on $id', ({ id, gpu }) => {
  let pass: NativePass;
  let out: DeviceBuffer;

  beforeAll(async () => {
    const launch = { kernel: 'add', threadgroups: [8, 1, 1], threadsPerThreadgroup: [64, 1, 1] } as const;
    const prepared = await prepare(KERNEL, { ...launch, device: id, arguments: [fill(512), { words: [0] }] });
    pass = prepared.pass;
    out = prepared.buffers[0] as DeviceBuffer;
  });

  const lasting = (steps: number): NativePass => {
    return { ...pass, bindings: [...pass.bindings.slice(0, 1), { index: 1, words: [steps] }] };
  };

  /** Runs passes of that many steps each, and returns how often each ran. */
  async function count(passes: readonly NativePass[], options: ExecuteOptions) {
    await native.write(out, fill(512));
    const timing = await native.execute(id, passes, options);
    const times = new Set(new Float32Array(await native.read(out)));
    expect(times.size).toBe(1);
    return { timing, times: [...times][0] };
  }

  describe.each(ENCODINGS)('%s', (encoding) => {
    if (encoding === 'indirect') beforeEach((context) => needsIndirect(context, { gpu }));

    // 3 x 7 passes: at the edges of duplicates, within them, and beyond all of them.
    test.each([1, 2, 3, 4, 20, 21, 22, 2 ** 31 - 1])('%d passes each', async (passesPerCommandBuffer) => {
      const passes = [lasting(1), lasting(2), lasting(3)];
      const { timing, times } = await count(passes, { duplicates: 7, passesPerCommandBuffer, encoding });
      expect(times).toBe(21);
      expect(timing.gpuNs).toBeGreaterThan(0);
      expect(timing.encoderNs === null).toBe(!gpu?.counterSampling || passesPerCommandBuffer < 21);
    });

    // Command buffers of 9, 9 and 3 passes.
    test.for([
      { passesPerEncoder: 1, encoders: 21 },
      { passesPerEncoder: 4, encoders: 7 },
      { passesPerEncoder: 9, encoders: 3 },
      { passesPerEncoder: 2 ** 31 - 1, encoders: 3 },
    ])(
      '$passesPerEncoder passes an encoder are $encoders encoders',
      async ({ passesPerEncoder, encoders }) => {
        const passes = [lasting(1), lasting(2), lasting(3)];
        const options = { duplicates: 7, passesPerCommandBuffer: 9, passesPerEncoder, encoding };
        const { timing, times } = await count(passes, options);
        expect([times, timing.encoderNs]).toEqual([21, null]);
        if (!isAppleDouble) return;
        const fault = 'exception:computeCommandEncoderWithDescriptor:';
        process.env.TILESCOPE_DOUBLE_FAULT = `${fault}@${encoders + 1}`;
        expect((await count(passes, options)).times).toBe(21);
        process.env.TILESCOPE_DOUBLE_FAULT = `${fault}@${encoders}`;
        expect((await failure(native.execute(id, passes, options))).code).toBe('DRIVER_EXCEPTION');
      },
    );

    test('in the order of the passes, over all works of a rotation', async () => {
      const other = await native.buffer(id, 512 * 4);
      const elsewhere = (one: NativePass): NativePass => {
        return { ...one, bindings: [{ index: 0, buffer: other }, ...one.bindings.slice(1)] };
      };
      const passes = [lasting(1), lasting(2)];
      const rotation = [passes.map(elsewhere)];
      const { times } = await count(passes, { duplicates: 5, passesPerCommandBuffer: 3, rotation, encoding });
      expect([times, new Float32Array(await native.read(other))[0]]).toEqual([6, 4]);
      native.release(other);
    });
  });

  test('far more of them than a queue holds', async () => {
    const { times } = await count([lasting(1)], { duplicates: 200, passesPerCommandBuffer: 1 });
    expect(times).toBe(200);
  });

  test('the works of a rotation have the same number of passes', async () => {
    const error = await failure(native.execute(id, [pass], { rotation: [[pass, pass]] }));
    expect([error.code, error.message]).toEqual([
      'BAD_ARGUMENT',
      expect.stringMatching(/1 pass, 2 passes: expected works/),
    ]);
  });

  test.each([
    { passesPerCommandBuffer: 0 },
    { passesPerCommandBuffer: 1.5 },
    { passesPerEncoder: 0 },
    { spinMs: -1 },
    { spinMs: 0.5 },
  ])('%o is refused', async (options) => {
    expect((await failure(native.execute(id, [pass], options))).code).toBe('BAD_ARGUMENT');
  });

  test.for([
    ['mps-matmul', 9],
    ['mpsgraph-matmul', 9],
    ['mpsgraph-matmul', 130],
  ] as const)('%s of %d, split and after a spin', async ([name, size], context) => {
    await needsRoutine(context, id, name);
    const shape = { m: size, n: size, k: 5, dtype: 'f32', transposeA: false, transposeB: true } as const;
    const { timing } = await runProduct(id, name, shape, {
      duplicates: 5,
      passesPerCommandBuffer: 2,
      spinMs: 2,
    });
    expect(timing.gpuNs).toBeGreaterThan(0);
  });

  test.for(['mps-matmul', 'mpsgraph-matmul'] as const)('%s can be cancelled', async (name, context) => {
    await needsRoutine(context, id, name);
    const shape = { m: 9, n: 9, k: 5, dtype: 'f32', transposeA: false, transposeB: false } as const;
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const run = runProduct(id, name, shape, { duplicates: 2 ** 31 - 1, signal: abort.signal });
    expect((await failure(run)).code).toBe('CANCELLED');
  });

  test.runIf(isDouble)(
    'the time on the GPU is the sum over them; the wall time has the gaps too',
    async () => {
      process.env.TILESCOPE_DOUBLE_GAP_MS = '30';
      const { timing } = await count([lasting(10)], { duplicates: 5, passesPerCommandBuffer: 1 });
      expect(timing.wallNs - (timing.gpuNs ?? 0)).toBeGreaterThanOrEqual(4 * 30e6);
    },
  );

  test('a cancellation takes effect between them', async () => {
    const { steps, dispatchNs } = await longEnough(50e6);
    const abort = new AbortController();
    const options = { duplicates: 1000, passesPerCommandBuffer: 1, signal: abort.signal };
    const execution = native.execute(id, [lasting(steps)], options);
    const start = performance.now();
    setTimeout(() => abort.abort(), 20);
    expect((await failure(execution)).code).toBe('CANCELLED');
    expect((performance.now() - start) * 1e6).toBeLessThan(30 * dispatchNs);
    expect((await native.execute(id, [pass])).wallNs).toBeGreaterThan(0);
  });

  /** So many steps that a dispatch takes at least that long, with its duration in nanoseconds. */
  async function longEnough(leastNs: number) {
    for (let steps = 100_000; ; steps *= 2) {
      const { gpuNs } = await native.execute(id, [lasting(steps)]);
      if (gpuNs !== null && gpuNs >= leastNs) return { steps, dispatchNs: gpuNs };
    }
  }

  describe('the spin', () => {
    test('is in no part of the timing', async () => {
      const spinMs = isDouble ? 500 : 200; // the watchdog of a Mac with a display stops what takes longer
      await native.execute(id, [pass], { spinMs }); // measures how fast it is
      const start = performance.now();
      const { gpuNs, encoderNs, wallNs } = await native.execute(id, [pass], { spinMs });
      const elapsedNs = (performance.now() - start) * 1e6;
      // Far less than the spin takes, for a machine that was busy when it was measured.
      for (const ns of [gpuNs, encoderNs, wallNs])
        expect(elapsedNs - (ns ?? 0)).toBeGreaterThan(spinMs * 0.2e6);
    });

    // The n-th command buffer fails, and its encoder tells what it was.
    test.runIf(isDouble).for([
      ['once before everything', 'direct', ['spin', 'passes', 'passes', 'spin', 'passes', 'passes']],
      ['once before everything', 'indirect', ['spin', 'passes', 'passes', 'spin']],
    ] as const)('runs %s (%s)', async ([_, encoding, labels], context) => {
      if (encoding === 'indirect') needsIndirect(context, { gpu });
      const options = { duplicates: 2, passesPerCommandBuffer: 1, encoding, spinMs: 1 };
      await native.execute(id, [pass], options);
      for (const [index, label] of labels.entries()) {
        process.env.TILESCOPE_DOUBLE_FAULT = `command-buffer-error@${index + 1}`;
        if (index >= 3) await native.execute(id, [pass], options);
        const { message } = await failure(native.execute(id, [pass], options));
        expect(message).toContain(`encoder "${label}" at fault`);
        delete process.env.TILESCOPE_DOUBLE_FAULT;
        await native.execute(id, [pass]); // reads the variable, so that counting restarts
      }
    });

    test('does not hold up the queue if the work is cancelled before it begins', async () => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 20);
      const options = { duplicates: 2 ** 31 - 1, spinMs: 1, signal: abort.signal };
      expect((await failure(native.execute(id, [pass], options))).code).toBe('CANCELLED');
      expect((await native.execute(id, [pass], { timeoutMs: 60_000 })).wallNs).toBeGreaterThan(0);
    });
  });

  // Processes end for none of this; the watchdog is the double's. Durations differ by factors, since the speed of a busy
  // machine may change between one command buffer and the next.
  describe.runIf(isDouble)('the GPU watchdog', () => {
    test('stops what holds the GPU too long; split, the same work runs', async () => {
      const { steps, dispatchNs } = await longEnough(10e6);
      const passes = [lasting(steps)];
      process.env.TILESCOPE_DOUBLE_WATCHDOG_MS = String(Math.ceil((20 * dispatchNs) / 1e6));
      const error = await failure(native.execute(id, passes, { duplicates: 400 }));
      expect([error.code, error.message]).toEqual([
        'TIMED_OUT',
        'The GPU watchdog of macOS stopped a command buffer that kept the display waiting: Impacting Interactivity ' +
          '(0000000e:kIOGPUCommandBufferCallbackErrorImpactingInteractivity); encoder "passes" at fault. ' +
          'Use smaller sizes or shorter samples, or let the display sleep.',
      ]);
      const { times } = await count(passes, { duplicates: 40, passesPerCommandBuffer: 1 });
      expect(times).toBe(40);
    });

    test('makes the system ignore a process after several', async () => {
      const { steps } = await longEnough(200e6);
      process.env.TILESCOPE_DOUBLE_WATCHDOG_MS = '20';
      for (let offence = 0; offence < 3; offence++) {
        expect((await failure(native.execute(id, [lasting(steps)]))).code).toBe('TIMED_OUT');
      }
      const error = await failure(native.execute(id, [lasting(0)]));
      expect([error.code, error.message]).toEqual([
        'DEVICE_LOST',
        expect.stringMatching(/ignores this process.*SubmissionsIgnored.*Resume in a new process; if/),
      ]);
    });

    test('what follows a stopped command buffer is not committed', async () => {
      const { steps } = await longEnough(500e6);
      process.env.TILESCOPE_DOUBLE_WATCHDOG_MS = '50'; // each of the following would be an offence
      const options = { duplicates: 20, passesPerCommandBuffer: 1 };
      expect((await failure(native.execute(id, [lasting(steps)], options))).code).toBe('TIMED_OUT');
      expect((await native.execute(id, [lasting(0)])).wallNs).toBeGreaterThan(0);
    });
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import { isDouble, needsRoutine } from './devices.ts';
import { failure } from './failure.ts';
import { bufferOf, elementsOf } from './operands.ts';
import { productTolerance, runAttention, runProduct } from './run-routine.ts';

/** Another version of macOS, and failures on request: what a Mac cannot provide. */
describe.runIf(isDouble)('routines of the double', () => {
  const { TILESCOPE_DOUBLE_MACOS: present } = process.env;
  beforeEach((context) => needsRoutine(context, 'metal', 'mps-matmul'));
  afterEach(() => {
    if (present === undefined) delete process.env.TILESCOPE_DOUBLE_MACOS;
    else process.env.TILESCOPE_DOUBLE_MACOS = present;
    delete process.env.TILESCOPE_DOUBLE_FAULT;
    delete process.env.TILESCOPE_DOUBLE_ARITHMETIC;
    delete process.env.TILESCOPE_DOUBLE_GAP_MS;
  });

  test('fused attention needs macOS 15', async () => {
    process.env.TILESCOPE_DOUBLE_MACOS = '14.5';
    const reasons = new Map((await native.routines('metal')).map(({ name, reason }) => [name, reason]));
    expect(reasons.get('mpsgraph-attention')).toBe('needs macOS 15; this is macOS 14.5');
    expect(reasons.get('mps-attention')).toBeNull();
  });

  const plain = { dtype: 'f32', transposeA: false, transposeB: false } as const;

  // Known faults, which the double has where a Mac has them: see kernels/library-faults.ts.
  test.each([
    ['15.5', { m: 16, n: 16, k: 32_766 }, true],
    ['15.5', { m: 16, n: 16, k: 32_767 }, false],
    ['15.5', { m: 16, n: 15, k: 32_767 }, true],
    ['14.3', { m: 32_769, n: 1, k: 1 }, false],
    ['14.4', { m: 32_769, n: 1, k: 1 }, true],
  ])('on macOS %s a product of MPSGraph of %o is right: %s', async (version, size, isRight) => {
    process.env.TILESCOPE_DOUBLE_MACOS = version;
    const { error } = await runProduct('metal', 'mpsgraph-matmul', { ...size, ...plain });
    // Far below one term of the largest sum.
    expect(error <= 1e-6).toBe(isRight);
  });

  test.each([
    ['15.5', false],
    ['26.4', true],
    ['27.0', false],
  ])('on macOS %s a row stride of 0 is right: %s', async (version, isRight) => {
    process.env.TILESCOPE_DOUBLE_MACOS = version;
    const shape = { m: 20, n: 3, k: 5, ...plain, sameRowsA: true };
    const { error } = await runProduct('metal', 'mpsgraph-matmul', shape);
    expect(error <= productTolerance.f32(5)).toBe(isRight);
  });

  test('a row stride of 0 needs macOS 15', async () => {
    process.env.TILESCOPE_DOUBLE_MACOS = '14.5';
    const run = runProduct('metal', 'mpsgraph-matmul', { m: 2, n: 2, k: 2, ...plain, sameRowsA: true });
    await expect(run).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('macOS 15'),
    });
  });

  test('the default level of MPSGraph reaches it, and has no GPU time', async () => {
    process.env.TILESCOPE_DOUBLE_ARITHMETIC = 'f16-at-level-1';
    const shape = { m: 8, n: 8, k: 64, ...plain };
    const [zero, one] = await Promise.all(
      ([0, 1] as const).map((optimizationLevel) =>
        runProduct('metal', 'mpsgraph-matmul', { ...shape, optimizationLevel }),
      ),
    );
    expect(zero?.error).toBeLessThanOrEqual(productTolerance.f32(64));
    expect(one?.error).toBeGreaterThan(productTolerance.f32(64));
    expect([zero?.timing.gpuNs, one?.timing.gpuNs]).toEqual([expect.any(Number), null]);
  });

  test('MPSGraph may wait for the GPU while it encodes, behind a spin', async () => {
    const shape = { m: 130, n: 130, k: 4, ...plain, optimizationLevel: 1 } as const;
    const { error } = await runProduct('metal', 'mpsgraph-matmul', shape, { spinMs: 2, timeoutMs: 20_000 });
    expect(error).toBeLessThanOrEqual(productTolerance.f32(4));
  });

  test('a cancellation waits for what MPSGraph has committed by itself', async () => {
    const size = { m: 130, n: 130, k: 4 };
    const fill = (value: number) => new Float32Array(130 * 130).fill(value);
    const [a, b, c] = await Promise.all([1, 2, 3].map((value) => bufferOf('metal', 'f32', fill(value))));
    if (!a || !b || !c) throw new RangeError('no buffers');
    const routine = await native.routine('metal', { name: 'mpsgraph-matmul', ...size, ...plain, a, b, c });
    process.env.TILESCOPE_DOUBLE_GAP_MS = '20';
    const abort = new AbortController();
    // More than a queue holds, so it is cancelled while the GPU still has to execute 64 of them.
    const execution = native.execute('metal', routine, { duplicates: 100, signal: abort.signal });
    setTimeout(() => abort.abort(), 300);
    expect((await failure(execution)).code).toBe('CANCELLED');
    await native.write(c, fill(7));
    await runProduct('metal', 'mpsgraph-matmul', { ...size, ...plain }); // ends after whatever is left
    expect(new Set(await elementsOf('f32', c))).toEqual(new Set([7]));
    for (const resource of [routine, a, b, c]) native.release(resource);
  });

  test('a graph that fails to compile', async () => {
    process.env.TILESCOPE_DOUBLE_FAULT = 'pipeline-failure';
    const shape = { m: 2, n: 2, k: 2, dtype: 'f32', transposeA: false, transposeB: false } as const;
    const run = runProduct('metal', 'mpsgraph-matmul', shape);
    await expect(run).rejects.toMatchObject({
      code: 'PIPELINE_FAILED',
      message: expect.stringMatching(/MPSGraph/),
    });
  });

  // A product has three buffers, attention four; the next allocation is the library's.
  test('no memory for padded rows', async () => {
    process.env.TILESCOPE_DOUBLE_FAULT = 'out-of-memory@4';
    const shape = { m: 3, n: 3, k: 3, dtype: 'f16', transposeA: false, transposeB: false } as const;
    const run = runProduct('metal', 'mps-matmul', shape);
    await expect(run).rejects.toMatchObject({
      code: 'OUT_OF_MEMORY',
      message: expect.stringMatching(/padded rows/),
    });
  });

  test('no memory for a mask', async () => {
    process.env.TILESCOPE_DOUBLE_FAULT = 'out-of-memory@5';
    const shape = { heads: 1, rows: 4, columns: 4, d: 4, scale: 1, causal: true, dtype: 'f32' } as const;
    const run = runAttention('metal', 'mps-attention', shape);
    await expect(run).rejects.toMatchObject({
      code: 'OUT_OF_MEMORY',
      message: expect.stringMatching(/mask/),
    });
  });

  test("an error in any of MPSGraph's command buffers", async () => {
    const shape = { m: 130, n: 130, k: 4, dtype: 'f32', transposeA: false, transposeB: false } as const;
    for (const occasion of [1, 2, 3]) {
      process.env.TILESCOPE_DOUBLE_FAULT = `command-buffer-error@${occasion}`;
      const run = runProduct('metal', 'mpsgraph-matmul', shape, { duplicates: 2 });
      await expect(run, `number ${occasion}`).rejects.toMatchObject({ code: 'COMMAND_BUFFER_FAILED' });
    }
  });
});

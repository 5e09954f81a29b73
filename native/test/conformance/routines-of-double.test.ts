import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import { isDouble, needsRoutine } from './devices.ts';
import { productTolerance, runAttention, runProduct } from './run-routine.ts';

/** Another version of macOS, and failures on request: what a Mac cannot provide. */
describe.runIf(isDouble)('routines of the double', () => {
  const { TILESCOPE_DOUBLE_MACOS: present } = process.env;
  beforeEach((context) => needsRoutine(context, 'metal', 'mps-matmul'));
  afterEach(() => {
    if (present === undefined) delete process.env.TILESCOPE_DOUBLE_MACOS;
    else process.env.TILESCOPE_DOUBLE_MACOS = present;
    delete process.env.TILESCOPE_DOUBLE_FAULT;
  });

  test('fused attention needs macOS 15', async () => {
    process.env.TILESCOPE_DOUBLE_MACOS = '14.5';
    const reasons = new Map((await native.routines('metal')).map(({ name, reason }) => [name, reason]));
    expect(reasons.get('mpsgraph-attention')).toBe('needs macOS 15; this is macOS 14.5');
    expect(reasons.get('mps-attention')).toBeNull();
  });

  test.each([
    ['14.3', 32769, /32768 \(requested: 32769\)/],
    ['14.4', 32769, null],
  ])('on %s a product of MPSGraph %i rows high', async (version, m, refusal) => {
    process.env.TILESCOPE_DOUBLE_MACOS = version;
    const shape = { m, n: 1, k: 1, dtype: 'f32', transposeA: false, transposeB: false } as const;
    const run = runProduct('metal', 'mpsgraph-matmul', shape);
    if (refusal)
      await expect(run).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        message: expect.stringMatching(refusal),
      });
    else expect((await run).error).toBeLessThanOrEqual(productTolerance.f32(1));
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

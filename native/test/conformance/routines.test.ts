import { describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import type { RoutineName } from '../../types.ts';
import { devices, reasonOf } from './devices.ts';
import { product, relativeError } from './float64.ts';
import { bufferOf, elementsOf, numbers } from './operands.ts';
import { attentionTolerance, productTolerance, runAttention, runProduct } from './run-routine.ts';

const PRODUCTS = ['mps-matmul', 'mpsgraph-matmul', 'cblas-sgemm', 'cblas-dgemm'] as const;
const NORMALIZATIONS = ['mpsgraph-normalization'] as const;
const ATTENTIONS = ['mps-attention', 'mpsgraph-attention', 'cblas-attention'] as const;
const CONVOLUTIONS = ['cblas-convolution', 'mpsgraph-convolution'] as const;
const COPIES = ['cblas-copy', 'mpsgraph-elementwise'] as const;

/** The processor's threads; routines of a GPU ignore the number. */
const ALL_THREADS = devices.find(({ kind }) => kind === 'cpu')?.threads ?? 1;

const onGpu = (name: RoutineName) => !name.startsWith('cblas');

/** The available routines by device, with the data types they support. */
async function ready<Name extends RoutineName>(names: readonly Name[]) {
  const lists = devices.map(async ({ id }) => {
    const routines = await native.routines(id);
    return names
      .filter((name) => routines.some((routine) => routine.name === name && routine.reason === null))
      .flatMap((name) => (onGpu(name) ? ['f32', 'f16'] : ['f32']).map((dtype) => ({ id, name, dtype })));
  });
  return (await Promise.all(lists)).flat() as { id: string; name: Name; dtype: 'f32' | 'f16' }[];
}

describe.each(await ready(PRODUCTS))('$name of $dtype on $id', ({ id, name, dtype }) => {
  const isGpu = onGpu(name);

  test.each([
    [1, 1, 1],
    [3, 5, 7],
    [17, 1, 31],
    [1, 40, 16],
    [64, 64, 64],
    [65, 33, 129],
    [130, 131, 20],
  ])('%i × %i × %i, with and without transposes', async (m, n, k) => {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const shape = { m, n, k, dtype, transposeA, transposeB };
        const { timing, error } = await runProduct(id, name, shape, { duplicates: 3 });
        expect(error, JSON.stringify(shape)).toBeLessThanOrEqual(productTolerance[dtype](k));
        expect(timing.wallNs).toBeGreaterThan(0);
        if (isGpu) expect(timing.gpuNs).toBeGreaterThan(0);
        else expect(timing.gpuNs).toBeNull();
      }
    }
  });

  test('padded rows are noted', async () => {
    const shape = { dtype, transposeA: false, transposeB: false };
    const [dense, padded] = [
      await runProduct(id, name, { m: 8, n: 16, k: 32, ...shape }),
      await runProduct(id, name, { m: 8, n: 16, k: 3, ...shape }),
    ];
    expect(dense.note).toBeNull();
    expect(padded.note).toBe(
      name === 'mps-matmul' ? 'Runs on copies of A with padded rows; copying is not timed' : null,
    );
  });

  test('a batch with a shared operand and a bias', async () => {
    const [batch, m, n, k] = [3, 2, 4, 8];
    const [left, right, added] = [
      numbers(dtype, batch * m * k, 1),
      numbers(dtype, k * n, 2),
      numbers(dtype, n, 3),
    ];
    const [a, b, bias] = [
      await bufferOf(id, dtype, left),
      await bufferOf(id, dtype, right),
      await bufferOf(id, dtype, added),
    ];
    const c = await bufferOf(id, dtype, new Float32Array(batch * m * n));
    const spec = {
      name,
      m,
      n,
      k,
      dtype,
      transposeA: false,
      transposeB: false,
      batch,
      sharedB: true,
      a,
      b,
      c,
      bias,
    };
    if (name !== 'mpsgraph-matmul') {
      await expect(native.routine(id, spec)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
      return;
    }
    await native.execute(id, await native.routine(id, spec));
    const whole = product(left, right, { m: batch * m, n, k, transposeA: false, transposeB: false });
    for (const [index, value] of whole.values.entries())
      whole.values[index] = value + (added[index % n] as number);
    expect(relativeError(await elementsOf(dtype, c), whole)).toBeLessThanOrEqual(
      4 * productTolerance[dtype](k),
    );
  });

  test('in private memory', async () => {
    const shape = { m: 9, n: 11, k: 13, dtype, transposeA: false, transposeB: true };
    const run = runProduct(id, name, shape, { storage: 'private' });
    if (id !== 'cpu' && !isGpu) await expect(run).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    else expect((await run).error).toBeLessThanOrEqual(productTolerance[dtype](13));
  });

  test('on one thread and on all', async () => {
    for (const threads of [1, ALL_THREADS]) {
      const shape = { m: 70, n: 80, k: 90, dtype, transposeA: false, transposeB: false };
      const { error } = await runProduct(id, name, shape, { threads });
      expect(error).toBeLessThanOrEqual(productTolerance[dtype](90));
    }
  });

  test('in rotation over several buffers', async () => {
    const [m, n, k] = [20, 30, 40];
    const left = numbers(dtype, m * k, 3);
    const rights = [numbers(dtype, k * n, 4), numbers(dtype, k * n, 5)];
    const spec = { name, m, n, k, dtype, transposeA: false, transposeB: false };
    const a = await bufferOf(id, dtype, left);
    const sets = await Promise.all(
      rights.map(async (right) => {
        const b = await bufferOf(id, dtype, right);
        const c = await bufferOf(id, dtype, new Float32Array(m * n));
        return { right, b, c, routine: await native.routine(id, { ...spec, a, b, c }) };
      }),
    );
    const [first, ...others] = sets.map(({ routine }) => routine);
    if (!first) throw new Error('no routine');
    await native.execute(id, first, { duplicates: 3, rotation: others });
    for (const { right, c } of sets) {
      const error = relativeError(await elementsOf(dtype, c), product(left, right, spec));
      expect(error).toBeLessThanOrEqual(productTolerance[dtype](k));
    }
    native.release(a);
    for (const { b, c, routine } of sets) for (const resource of [routine, b, c]) native.release(resource);
  });
});

const processor = devices.find(({ kind }) => kind === 'cpu')?.id;
const hasBlas = processor !== undefined && !('reason' in native.blas());

test.runIf(hasBlas)(
  'cblas-dgemm multiplies doubles where they are, with and without transposes',
  async () => {
    const id = processor as string;
    // Their products need more digits than single precision has.
    const [left, right] = [
      Float64Array.of(1 + 2 ** -40, 2, 3, 4, 5, 6),
      Float64Array.of(1, 2 ** -30, 3, 5, 7, 11),
    ];
    const [a, b, c] = [
      await native.buffer(id, left.byteLength),
      await native.buffer(id, right.byteLength),
      await native.buffer(id, 4 * Float64Array.BYTES_PER_ELEMENT),
    ];
    await native.write(a, left);
    await native.write(b, right);
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const spec = { name: 'cblas-dgemm', dtype: 'f64', m: 2, n: 2, k: 3, transposeA, transposeB } as const;
        const routine = await native.routine(id, { ...spec, a, b, c });
        await native.execute(id, routine, { duplicates: 2 });
        const expected = [0, 1].flatMap((row) =>
          [0, 1].map((column) =>
            [0, 1, 2].reduce((sum, i) => {
              const inA = left[transposeA ? i * 2 + row : row * 3 + i] as number;
              return sum + inA * (right[transposeB ? column * 3 + i : i * 2 + column] as number);
            }, 0),
          ),
        );
        expect([...new Float64Array(await native.read(c))]).toEqual(expected);
        native.release(routine);
      }
    }
    const narrow = native.routine(id, {
      ...{ name: 'cblas-sgemm', dtype: 'f64', m: 2, n: 2, k: 3, transposeA: false, transposeB: false },
      ...{ a, b, c },
    });
    await expect(narrow).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
    for (const buffer of [a, b, c]) native.release(buffer);
  },
);

describe.each(await ready(ATTENTIONS))('$name of $dtype on $id', ({ id, name, dtype }) => {
  const isGpu = onGpu(name);

  test.each([
    [1, 1, 1, 1],
    [1, 8, 8, 4],
    [3, 29, 37, 13],
    [2, 64, 64, 32],
    [2, 5, 300, 64],
  ])('%i heads of %i × %i, d = %i, with and without a causal mask', async (heads, rows, columns, d) => {
    for (const causal of [false, true]) {
      const shape = { heads, rows, columns, d, scale: 1 / Math.sqrt(d), causal, dtype };
      const error = await runAttention(id, name, shape, { duplicates: 2 });
      expect(error, `causal: ${causal}`).toBeLessThanOrEqual(attentionTolerance[dtype]);
    }
  });

  test('causal with more rows than columns', async () => {
    const shape = { heads: 2, rows: 9, columns: 4, d: 8, scale: 0.5, causal: true, dtype };
    const run = runAttention(id, name, shape);
    if (isGpu) await expect(run).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    else expect(await run).toBeLessThanOrEqual(attentionTolerance[dtype]);
  });

  test('on one thread and on all', async () => {
    for (const threads of [1, ALL_THREADS]) {
      const shape = { heads: 1, rows: 40, columns: 50, d: 16, scale: 0.25, causal: true, dtype };
      expect(await runAttention(id, name, shape, { threads })).toBeLessThanOrEqual(attentionTolerance[dtype]);
    }
  });
});

/** The message that refuses a GPU routine: why the device lacks it, or `ofGpu`. */
async function refusal(id: string, name: RoutineName, ofGpu: RegExp) {
  const reason = await reasonOf(id, name);
  return reason === null ? expect.stringMatching(ofGpu) : expect.stringContaining(reason);
}

describe.each(devices)('routines of $id', ({ id, kind }) => {
  test('each is available or says why not', async () => {
    const routines = await native.routines(id);
    expect(routines.map(({ name }) => name).sort()).toEqual(
      [...PRODUCTS, ...ATTENTIONS, ...CONVOLUTIONS, ...NORMALIZATIONS, ...COPIES].sort(),
    );
    for (const { name, reason } of routines)
      if (kind === 'cpu' && onGpu(name)) expect(reason).toMatch(/needs an Apple GPU/);
  });

  test('BLAS has no half', async () => {
    const [blas] = (await ready(['cblas-sgemm'])).filter((routine) => routine.id === id);
    if (!blas) return;
    const [a, b, c] = await Promise.all([1, 1, 1].map(() => native.buffer(id, 4)));
    if (!a || !b || !c) throw new Error('no buffers');
    const spec = { m: 1, n: 1, k: 1, transposeA: false, transposeB: false, a, b, c };
    const routine = native.routine(id, { ...spec, name: 'cblas-sgemm', dtype: 'f16' });
    await expect(routine).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/f32/),
    });
    for (const buffer of [a, b, c]) native.release(buffer);
  });

  test('MPSGraph is refused tensors that it cannot index', async () => {
    const [q, k, v, o] = await Promise.all([1, 2, 3, 4].map(() => native.buffer(id, 2 * 65536)));
    if (!q || !k || !v || !o) throw new Error('no buffers');
    const shape = { heads: 1, rows: 65536, columns: 65536, d: 1, scale: 1, causal: false } as const;
    const routine = native.routine(id, { ...shape, name: 'mps-attention', dtype: 'f16', q, k, v, o });
    await expect(routine).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: await refusal(id, 'mps-attention', /score matrix has 4294967296/),
    });
    for (const buffer of [q, k, v, o]) native.release(buffer);
  });
});

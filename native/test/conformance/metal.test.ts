import { describe, expect, test } from 'vitest';
import { floatWords } from '../../device/metal/float-words.ts';
import { native } from '../../index.ts';
import type { NativePass } from '../../types.ts';
import { execute, fill, HEADER, prepare } from '../harness.ts';
import { gpus, needsIndirect } from './devices.ts';
import { failure } from './failure.ts';

// What is specific to a GPU: its compiler, direct and indirect encoding, its own clock.

const ADD = `${HEADER}
kernel void add(device float *values [[buffer(0)]], constant float &addend [[buffer(1)]], constant uint &stride [[buffer(2)]],
                uint i [[thread_position_in_grid]]) {
  values[i * stride] += addend;
}
kernel void mirror(device float *values [[buffer(0)]], threadgroup float *scratch [[threadgroup(0)]],
                   uint i [[thread_index_in_threadgroup]]) {
  scratch[63 - i] = values[i];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  values[i] = scratch[i];
}`;

describe.each(gpus)('Metal: $id', ({ id, gpu }) => {
  // The GPU of a virtual machine belongs to no Apple family, and its number of cores is unknown.
  test('the GPU is described', () => {
    expect(gpu?.family ?? 'Apple0').toMatch(/^Apple\d+$/);
    expect(gpu?.metal ?? 'Metal 0').toMatch(/^Metal \d$/);
    expect(gpu?.coreCount ?? 1).toBeGreaterThan(0);
    expect(gpu?.workingSetBytes).toBeGreaterThan(0);
    expect(gpu?.osBuild).toMatch(/^\w+$/);
  });

  /** Two passes; the second depends on what the first wrote. */
  async function passes(addend: number) {
    const library = await native.compile(id, ADD);
    const values = await native.buffer(id, 256);
    await native.write(
      values,
      fill(64, (i) => i),
    );
    const shape = { threadgroups: [1, 1, 1], threadsPerThreadgroup: [64, 1, 1] } as const;
    const buffer = { index: 0, buffer: values };
    const list: NativePass[] = [
      {
        pipeline: await native.pipeline(library, 'add'),
        bindings: [buffer, { index: 1, words: floatWords(addend) }, { index: 2, words: [1] }],
        ...shape,
      },
      {
        pipeline: await native.pipeline(library, 'mirror'),
        bindings: [buffer, { index: 0, threadgroupBytes: 256 }],
        ...shape,
      },
    ];
    const contents = async () => new Float32Array(await native.read(values));
    return { list, contents, free: () => native.release(values) };
  }

  test('indirect command buffers give the results of direct encoding, also in rotation', async (context) => {
    needsIndirect(context, { gpu });
    const works = [await passes(1), await passes(0.25)];
    const [first = [], ...rotation] = works.map(({ list }) => list);
    await native.execute(id, first, { duplicates: 5, rotation, encoding: 'indirect' });
    expect(await works[0]?.contents()).toEqual(fill(64, (i) => 63 - i + 3));
    expect(await works[1]?.contents()).toEqual(fill(64, (i) => i + 0.5));
    for (const { free } of works) free();
  });

  test('more commands than an indirect command buffer can hold are refused', async (context) => {
    needsIndirect(context, { gpu });
    const { list, free } = await passes(1);
    const rotation = Array.from({ length: 8192 }, () => list);
    const error = await failure(native.execute(id, list, { rotation, encoding: 'indirect' }));
    expect([error.code, error.message]).toEqual(['UNSUPPORTED', expect.stringMatching(/16384.*16386/)]);
    free();
  });

  test.for(['direct', 'indirect'] as const)(
    'work cancelled during encoding (%s) does not run',
    async (encoding, context) => {
      if (encoding === 'indirect') needsIndirect(context, { gpu });
      const { list, contents, free } = await passes(1);
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 20);
      const options = { duplicates: 2 ** 31 - 1, encoding, signal: abort.signal };
      expect((await failure(native.execute(id, list, options))).code).toBe('CANCELLED');
      expect(await contents()).toEqual(fill(64, (i) => i));
      free();
    },
  );

  test('an unknown encoding is refused', async () => {
    const encoding = 'bundled' as 'direct';
    expect((await failure(native.execute(id, [], { encoding }))).message).toContain('direct or indirect');
  });

  test('encoder time is part of command buffer time', async () => {
    const { list, free } = await passes(1);
    const { encoderNs, gpuNs } = await native.execute(id, list, { duplicates: 200 });
    expect(encoderNs === null).toBe(!gpu?.counterSampling);
    if (encoderNs !== null && gpuNs !== null) {
      expect(encoderNs).toBeGreaterThan(0);
      expect(encoderNs).toBeLessThanOrEqual(gpuNs * 1.1 + 1e5);
    }
    free();
  });

  test('warnings have a line', async () => {
    const source = `${HEADER}kernel void k(device float *out [[buffer(0)]]) {\n#warning look here\n  out[0] = 1;\n}`;
    const { kernels, diagnostics } = await native.compile(id, source);
    expect(kernels).toHaveLength(1);
    expect(diagnostics).toMatchObject([{ severity: 'warning', file: null, line: 4 }]);
  });

  test('include folders are refused', async () => {
    const error = await failure(native.compile(id, ADD, { includeFolders: ['/tmp'] }));
    expect([error.code, error.message]).toEqual(['UNSUPPORTED', expect.stringContaining('includeFolders')]);
  });

  test('each language version compiles, or is refused with a list of those available', async () => {
    for (const languageVersion of ['3.1', '3.2', '4.0', '4.1'] as const) {
      const compiled = native.compile(id, ADD, { languageVersion });
      const error = await compiled.then(
        () => null,
        (reason) => reason,
      );
      if (error)
        expect([error.code, error.message]).toEqual(['UNSUPPORTED', expect.stringMatching(/available: 3.0/)]);
    }
  });

  test('a function constant of the wrong type is refused', async () => {
    const source = `${HEADER}constant float factor [[function_constant(0)]];
kernel void k(device float *out [[buffer(0)]]) { out[0] = factor; }`;
    const library = await native.compile(id, source);
    const error = await failure(native.pipeline(library, 'k', { 0: { type: 'uint', value: 1 } }));
    expect([error.code, error.message]).toEqual(['PIPELINE_FAILED', expect.stringMatching(/^k: /)]);
  });

  test('missing arguments are named', async () => {
    const { pass, free } = await prepare(ADD, {
      device: id,
      kernel: 'add',
      arguments: [fill(64)],
      threadsPerThreadgroup: [64, 1, 1],
    });
    const error = await failure(native.execute(id, [pass]));
    expect([error.code, error.message]).toEqual([
      'ARGUMENT_MISSING',
      expect.stringMatching(/"addend".*index 1/),
    ]);
    free();
  });

  test('BLAS runs on shared buffers of a GPU, not on private ones', async () => {
    const spec = {
      name: 'cblas-sgemm',
      m: 2,
      n: 2,
      k: 2,
      dtype: 'f32',
      transposeA: false,
      transposeB: false,
    } as const;
    for (const storage of ['shared', 'private'] as const) {
      const [a, b, c] = await Promise.all([0, 1, 2].map(() => native.buffer(id, 16, { storage })));
      if (!a || !b || !c) throw new RangeError('no buffers');
      await native.write(a, Float32Array.of(1, 2, 3, 4));
      await native.write(b, Float32Array.of(1, 0, 0, 1));
      const routine = native.routine(id, { ...spec, a, b, c });
      if (storage === 'private') {
        const error = await failure(routine);
        expect([error.code, error.message]).toEqual(['UNSUPPORTED', expect.stringContaining('private')]);
      } else {
        const timing = await native.execute(id, await routine);
        expect(timing.gpuNs).toBeNull();
        expect([...new Float32Array(await native.read(c))]).toEqual([1, 2, 3, 4]);
        const indirect = native.execute(id, await routine, { encoding: 'indirect' });
        expect((await failure(indirect)).code).toBe('UNSUPPORTED');
      }
      for (const buffer of [a, b, c]) native.release(buffer);
    }
  });

  test('kernels and routines cannot rotate together', async () => {
    const { list, free } = await passes(1);
    const [a, b, c] = await Promise.all([0, 1, 2].map(() => native.buffer(id, 16)));
    if (!a || !b || !c) throw new RangeError('no buffers');
    const spec = { m: 2, n: 2, k: 2, dtype: 'f32', transposeA: false, transposeB: false, a, b, c } as const;
    const routine = await native.routine(id, { name: 'cblas-sgemm', ...spec });
    const error = await failure(native.execute(id, list, { rotation: [routine] }));
    expect([error.code, error.message]).toEqual(['BAD_ARGUMENT', expect.stringContaining('cblas-sgemm')]);
    free();
  });

  test('a grid smaller than its buffer, in private memory', async () => {
    const values = fill(100, (i) => i);
    await execute(ADD, {
      device: id,
      storage: 'private',
      kernel: 'add',
      gridThreads: [50, 1, 1],
      arguments: [values, { words: floatWords(1) }, { words: [2] }],
      threadsPerThreadgroup: [32, 1, 1],
    });
    expect(values).toEqual(fill(100, (i) => (i % 2 === 0 ? i + 1 : i)));
  });
});

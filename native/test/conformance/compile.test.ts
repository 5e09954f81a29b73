import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import { execute, fill, HEADER } from '../harness.ts';
import { devices } from './devices.ts';
import { failure } from './failure.ts';

const SCALE = `${HEADER}
constant float factor [[function_constant(0)]];
constant bool negate [[function_constant(2)]];
constant int offset [[function_constant(1)]];
kernel void scale(device float *values [[buffer(0)]], uint i [[thread_position_in_grid]]) {
  values[i] = (negate ? -1 : 1) * factor * values[i] + offset;
}
kernel void other(device const float *in [[buffer(0)]], device float *out [[buffer(3)]],
                  threadgroup float *scratch [[threadgroup(1)]], uint i [[thread_position_in_grid]]) {
  threadgroup float own[64];
  own[i % 64] = in[i];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  scratch[i % 64] = own[63 - i % 64];
  out[i] = scratch[i % 64];
}`;

/** A text that is in no cache. */
const unseen = (source: string) => `${source}\n// ${Date.now()} ${Math.random()}`;

describe.each(devices)('compilation on $id', ({ id, simdWidth, maxThreadgroupBytes }) => {
  test('lists kernels and their function constants', async () => {
    const { kernels, device } = await native.compile(id, SCALE);
    expect(device).toBe(id);
    expect(kernels.map(({ name }) => name).sort()).toEqual(['other', 'scale']);
    const scale = kernels.find(({ name }) => name === 'scale');
    expect(scale?.functionConstants.toSorted((a, b) => a.index - b.index)).toEqual([
      { index: 0, name: 'factor', type: 'float' },
      { index: 1, name: 'offset', type: 'int' },
      { index: 2, name: 'negate', type: 'bool' },
    ]);
  });

  test('function constants are compiled in', async () => {
    const constants = {
      0: { type: 'float', value: 2.5 },
      1: { type: 'int', value: -3 },
      2: { type: 'bool', value: true },
    } as const;
    const values = fill(32, (i) => i);
    const launch = { device: id, kernel: 'scale', threadsPerThreadgroup: [32, 1, 1] } as const;
    await execute(SCALE, { ...launch, constants, arguments: [values] });
    expect(values).toEqual(fill(32, (i) => -2.5 * i - 3));
    const again = fill(32, (i) => i);
    const others = { ...constants, 2: { type: 'bool', value: false } } as const;
    await execute(SCALE, { ...launch, constants: others, arguments: [again] });
    expect(again).toEqual(fill(32, (i) => 2.5 * i - 3));
  });

  test('pipelines report their limits', async () => {
    const library = await native.compile(id, SCALE);
    const pipeline = await native.pipeline(library, 'other');
    expect(pipeline).toMatchObject({ name: 'other', simdWidth });
    expect(pipeline.maxThreadsPerThreadgroup).toBeGreaterThanOrEqual(64);
    expect(pipeline.threadgroupBytes).toBe(256);
  });

  test('more threadgroup memory than the device has is refused before its compiler sees it', async () => {
    const kernelOf = (name: string, length: string) =>
      `kernel void ${name}(device float *out [[buffer(0)]]) { threadgroup float own[${length}]; own[0] = out[1]; out[0] = own[0]; }\n`;
    const most = maxThreadgroupBytes / 4;
    await native.compile(id, HEADER + kernelOf('fits', `${most}`));
    const large = kernelOf('large', `${most} + 1`);
    const both = await native.compile(id, HEADER + kernelOf('small', '1') + large);
    expect((await native.pipeline(both, 'small')).name).toBe('small');
    const error = await failure(native.pipeline(both, 'large'));
    expect((await failure(native.compile(id, HEADER + large))).code).toBe(error.code);
    expect([error.code, error.message]).toEqual([
      'THREADGROUP_MEMORY_EXCEEDED',
      `large declares ${maxThreadgroupBytes + 4} bytes of threadgroup memory; the limit is ${maxThreadgroupBytes}`,
    ]);
  });

  test('a second compilation comes from the cache and says so', async () => {
    const source = unseen(SCALE);
    const first = await native.compile(id, source);
    const second = await native.compile(id, source);
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect(first.compileMs).toBeGreaterThan(0);
    const pipelines = [await native.pipeline(first, 'other'), await native.pipeline(second, 'other')];
    expect(pipelines[1]?.cached).toBe(true);
  });

  test('without caches, what is cached is compiled again, and nothing of it is kept', async () => {
    const [known, fresh] = [unseen(SCALE), unseen(SCALE)];
    await native.pipeline(await native.compile(id, known), 'other');
    for (const source of [known, fresh]) {
      const library = await native.compile(id, source, { caches: 'none' });
      const constants = { 0: { type: 'float', value: 2 } } as const;
      const pipelines = [
        await native.pipeline(library, 'other'),
        await native.pipeline(library, 'other', constants),
      ];
      expect([library, ...pipelines].map(({ cached }) => cached)).toEqual([false, false, false]);
      native.release(library);
    }
    expect((await native.compile(id, fresh)).cached).toBe(false);
    const { folder } = await native.cache({ clear: false });
    expect(readdirSync(folder).filter((name) => name.includes(`.${process.pid}.`))).toEqual([]);
  });

  test('a kernel runs after its library was released', async () => {
    const library = await native.compile(id, unseen(SCALE), { caches: 'none' });
    const pipeline = await native.pipeline(library, 'scale', {
      0: { type: 'float', value: 2 },
      1: { type: 'int', value: 0 },
      2: { type: 'bool', value: false },
    });
    native.release(library);
    const buffer = await native.buffer(id, 32 * 4);
    await native.write(
      buffer,
      fill(32, (i) => i),
    );
    const bindings = [{ index: 0, buffer }];
    const grid = { threadgroups: [1, 1, 1], threadsPerThreadgroup: [32, 1, 1] } as const;
    await native.execute(id, [{ pipeline, bindings, ...grid }]);
    expect(new Float32Array(await native.read(buffer))).toEqual(fill(32, (i) => 2 * i));
    native.release(buffer);
  });

  test('several compilations run at once', async () => {
    const sums = await Promise.all(
      Array.from({ length: 8 }, async (_, factor) => {
        const source = `${HEADER}kernel void k(device float *out [[buffer(0)]], uint i [[thread_position_in_grid]]) { out[i] = ${factor} * i; }`;
        const out = fill(32);
        const launch = { device: id, kernel: 'k', threadsPerThreadgroup: [32, 1, 1] } as const;
        await execute(source, { ...launch, arguments: [out] });
        return out[31];
      }),
    );
    expect(sums).toEqual(Array.from({ length: 8 }, (_, factor) => 31 * factor));
  });

  test('errors have a line and a column', async () => {
    const source = `${HEADER}kernel void k(device float *out [[buffer(0)]]) {\n  out[0] = nothing;\n  out[1] = 1 +;\n}`;
    const error = await failure(native.compile(id, source));
    expect(error.code).toBe('COMPILE_FAILED');
    const errors = error.diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors[0]).toMatchObject({ file: null, line: 4, column: 12 });
    expect(errors[0]?.message).toContain('nothing');
    expect(errors[1]).toMatchObject({ line: 5 });
  });

  test('defines reach the preprocessor', async () => {
    const source = `${HEADER}kernel void k(device float *out [[buffer(0)]]) { out[0] = VALUE; }`;
    expect((await failure(native.compile(id, source))).code).toBe('COMPILE_FAILED');
    const library = await native.compile(id, source, { defines: { VALUE: '42' } });
    expect(library.kernels).toHaveLength(1);
  });

  test('an unknown kernel is refused', async () => {
    const library = await native.compile(id, SCALE);
    const error = await failure(native.pipeline(library, 'missing'));
    expect(error.code).toBe('UNKNOWN_KERNEL');
    expect(error.message).toMatch(/"missing".*scale/);
  });
});

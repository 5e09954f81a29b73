import { expect, it, vi } from 'vitest';
import { FAMILIES, representatives } from '../../../kernels/index.ts';
import { findDevice } from '../environment.ts';
import { createFakeNative } from '../fixture/fake-native.ts';
import { validatePrograms } from './validate-programs.ts';

const OP = 'qgemm';
const quiet = { op: OP, onProgress: () => undefined } as const;

async function machine() {
  const native = createFakeNative({}, { gpu: {} });
  return { native, device: await findDevice(native, 'metal') };
}

it('compiles every text once, several at a time, and reports progress', async () => {
  const { native, device } = await machine();
  const [compile, onProgress] = [vi.spyOn(native, 'compile'), vi.fn()];
  const report = await validatePrograms(native, device, { op: OP, onProgress, concurrency: 4 });
  expect(report).toMatchObject({ device: 'metal', target: 'Apple9', failures: [] });
  expect(report.programs).toBe([...representatives('Apple9', OP)].length);
  expect(compile).toHaveBeenCalledTimes(report.texts);
  expect(report.pipelines).toBeGreaterThanOrEqual(report.texts);
  expect(onProgress).toHaveBeenLastCalledWith(report.texts, report.texts, 0);
});

it('compiles what a GPU can run, and counts the rest by reason', async () => {
  const native = createFakeNative(
    {},
    { gpu: { name: 'Apple Paravirtual device', family: 'Apple5', metal: null } },
  );
  const compile = vi.spyOn(native, 'compile');
  const report = await validatePrograms(native, await findDevice(native, 'metal'), {
    op: 'gemm',
    onProgress: () => undefined,
  });
  const all = [...representatives('Apple7', 'gemm')].length;
  const left = report.unsupported.reduce((sum, { programs }) => sum + programs, 0);
  expect(report).toMatchObject({ target: 'Apple7', failures: [] });
  expect([report.programs > 0, report.programs + left]).toEqual([true, all]);
  expect(report.unsupported.map(({ reason }) => reason).sort()).toEqual([
    expect.stringMatching(/^needs SIMD-group matrices/),
    expect.stringMatching(/^needs bfloat/),
    expect.stringMatching(/^needs tensor operations/),
  ]);
  for (const [, source] of compile.mock.calls)
    expect(source).not.toMatch(/simdgroup_multiply|matmul2d|bfloat/);
});

it('reports a text that does not compile with what generates it, and continues', async () => {
  const { native, device } = await machine();
  const diagnostics = [{ severity: 'error', file: null, line: 3, column: 7, message: 'no' }];
  const compile = native.compile;
  native.compile = (id, source, options) =>
    source.includes('split')
      ? Promise.reject(
          Object.assign(new Error('it does not compile'), { code: 'COMPILE_FAILED', diagnostics }),
        )
      : compile(id, source, options);
  const { failures, texts } = await validatePrograms(native, device, quiet);
  expect(failures.length).toBeGreaterThan(0);
  expect(failures.length).toBeLessThan(texts);
  expect(failures[0]).toMatchObject({ failure: { code: 'COMPILE_FAILED', detail: '3:7: error: no' } });
  expect(failures[0]?.problem.op).toBe(OP);
});

it('checks the limits of pipelines against what programs need', async () => {
  const { native, device } = await machine();
  const pipeline = native.pipeline;
  native.pipeline = async (...given) => ({ ...(await pipeline(...given)), maxThreadsPerThreadgroup: 16 });
  const { failures, pipelines } = await validatePrograms(native, device, quiet);
  expect(failures).toHaveLength(pipelines);
  expect(failures[0]?.failure.message).toMatch(/Needs \d+ threads per threadgroup; .* allows 16 at most/);
});

it('ends when the device is lost', async () => {
  const { native, device } = await machine();
  native.compile = () => Promise.reject(Object.assign(new Error('gone'), { code: 'DEVICE_LOST' }));
  await expect(validatePrograms(native, device, quiet)).rejects.toMatchObject({ code: 'DEVICE_LOST' });
});

it('has programs of every contender of every family, for every target', () => {
  const contenders = FAMILIES.flatMap((family) => family.contenders.map(({ id }) => id));
  for (const target of ['cpu', 'Apple7'] as const) {
    const found = new Set([...representatives(target)].map(({ contender }) => contender.split('@')[0]));
    expect([...found].sort()).toEqual(contenders.toSorted());
  }
});

it('has programs with every field that is not an extent, for a family whose fields are all optional', () => {
  const gemm = FAMILIES.find(({ op }) => op === 'gemm');
  const said = new Set([...representatives('cpu', 'gemm')].flatMap(({ problem }) => Object.keys(problem)));
  for (const name of Object.keys(gemm?.fields ?? {})) expect(said).toContain(name);
});

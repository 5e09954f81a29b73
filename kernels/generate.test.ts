import { expect, test } from 'vitest';
import {
  CONTENDERS,
  contenderLabel,
  describeIssue,
  generate,
  type Problem,
  parseVariant,
  problemKey,
  variantName,
} from './index.ts';

const problem: Problem = { op: 'gemm', dtype: 'f32', m: 64, n: 65, k: 66 };
const issuesOf = (contender: string, of: Problem) => {
  const generated = generate(contender, of);
  return 'issues' in generated ? generated.issues.map(describeIssue) : [];
};

test('no two contenders have the same id or label', () => {
  expect(new Set(CONTENDERS.map(({ id }) => id)).size).toBe(CONTENDERS.length);
  expect(new Set(CONTENDERS.map(({ label }) => label)).size).toBe(CONTENDERS.length);
});

test('generated contenders have a program and a configuration, libraries have neither', () => {
  const half: Problem = { ...problem, dtype: 'f16' };
  for (const { id, kind, ops } of CONTENDERS) {
    const generated = kind === 'generated';
    const own = ops.includes('gemm');
    const made = generate(id, half);
    expect('program' in made).toBe(generated && own);
    expect('configuration' in made).toBe(generated && own);
  }
});

test('a bad problem is refused before generating anything', () => {
  expect(issuesOf('gemm-tiled', { ...problem, m: 0, k: 1e9 })).toEqual([
    'm = 0: expected a whole number from 1 to 16384',
    'k = 1000000000: expected a whole number from 1 to 65536',
  ]);
  expect(issuesOf('gemm-tiled', { ...problem, dtype: 'f8' as never })).toEqual([
    'dtype = f8: expected f32, f16, bf16, i8, u8',
  ]);
  expect(issuesOf('gemm-quantum', problem)).toEqual([expect.stringContaining('gemm-simdgroup')]);
});

test('a key tells problems apart', () => {
  expect(problemKey(problem)).toBe('gemm-f32-64x65x66');
  expect(problemKey({ ...problem, m: 65, n: 64 })).not.toBe(problemKey(problem));
});

test('options that differ from their defaults are part of a key', () => {
  const key = problemKey({ ...problem, transposeA: false, transposeB: true, batch: 4, alpha: 1 });
  expect(key).toBe('gemm-f32-64x65x66-transposeB=true-batch=4');
});

test('a name carries parameters, and survives parsing and printing', () => {
  const name = 'gemm-simdgroup@blockM=32,edges=guard';
  expect(parseVariant(name)).toEqual({ id: 'gemm-simdgroup', overrides: { blockM: 32, edges: 'guard' } });
  expect(variantName(parseVariant(name))).toBe(name);
  expect(contenderLabel(name)).toBe('SIMD-group matrix · Block M 32 · Edges guard');
  expect(generate(name, problem)).toMatchObject({ configuration: { blockM: 32, edges: 'guard' } });
  expect(issuesOf('gemm-simdgroup@blockM=31', problem)).toEqual([expect.stringContaining('blockM = 31')]);
});

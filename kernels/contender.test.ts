import { expect, test } from 'vitest';
import { CONTENDERS, configurationOf, describeIssue, generate, type Problem, problemKey } from './index.ts';

const problem: Problem = { op: 'gemm', dtype: 'f32', m: 64, n: 65, k: 66 };
const issuesOf = (contender: string, of: Problem) => {
  const generated = generate(contender, of);
  return 'issues' in generated ? generated.issues.map(describeIssue) : [];
};

test('contenders have names of their own', () => {
  expect(new Set(CONTENDERS.map(({ id }) => id)).size).toBe(CONTENDERS.length);
  expect(new Set(CONTENDERS.map(({ label }) => label)).size).toBe(CONTENDERS.length);
});

test('what is generated has a program and a configuration, a library has neither', () => {
  for (const { id, kind } of CONTENDERS) {
    const generated = kind === 'generated';
    expect('program' in generate(id, problem)).toBe(generated);
    expect(configurationOf(id, problem) !== null).toBe(generated);
  }
});

test('a bad problem is refused before anything is generated', () => {
  expect(issuesOf('gemm-tiled', { ...problem, m: 0, k: 1e9 })).toEqual([
    'm = 0: accepted is a whole number from 1 to 16384',
    'k = 1000000000: accepted is a whole number from 1 to 16384',
  ]);
  expect(issuesOf('gemm-tiled', { ...problem, dtype: 'f8' as never })).toEqual([
    'dtype = f8: accepted is f32',
  ]);
  expect(issuesOf('gemm-quantum', problem)).toEqual([expect.stringContaining('gemm-simdgroup')]);
});

test('a key tells problems apart', () => {
  expect(problemKey(problem)).toBe('gemm-f32-64x65x66');
  expect(problemKey({ ...problem, m: 65, n: 64 })).not.toBe(problemKey(problem));
});

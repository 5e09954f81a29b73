import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generate, type Problem } from '../index.ts';
import { GEMM_ALGORITHMS, type GemmAlgorithm } from './parameters.ts';

// After a change that is meant: UPDATE_GOLDEN=1 vitest run kernels, and say in the commit why the text changed.
const update = process.env.UPDATE_GOLDEN === '1';
const problem: Problem = { op: 'gemm', dtype: 'f32', m: 64, n: 64, k: 64 };

function sourceOf(algorithm: GemmAlgorithm, of: Problem): string {
  const generated = generate(algorithm, of);
  if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
  return generated.program.passes.map(({ kernel }) => kernel.source).join('\n');
}

test.each(GEMM_ALGORITHMS)('%s is the text in golden/', (algorithm) => {
  const file = new URL(`golden/${algorithm}.metal`, import.meta.url);
  const source = sourceOf(algorithm, problem);
  if (update) writeFileSync(file, source);
  expect(source).toBe(readFileSync(file, 'utf8'));
});

test.each(GEMM_ALGORITHMS)('%s has one text for all sizes, so that it is compiled once', (algorithm) => {
  const odd = sourceOf(algorithm, { ...problem, m: 1, n: 511, k: 77 });
  expect(odd).toBe(sourceOf(algorithm, problem));
});

test.each(GEMM_ALGORITHMS)('%s is fit to read, and only public MSL', (algorithm) => {
  const source = sourceOf(algorithm, problem);
  expect(source.split('\n').filter((line) => line.length > 110 || /\s$|\t/.test(line))).toEqual([]);
  expect(source).not.toMatch(/__asm|undefined|NaN/);
  expect(source.endsWith('}\n')).toBe(true);
});

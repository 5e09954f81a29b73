import { describe, expect, it } from 'vitest';
import { type AdoptedDefaults, adoptedFor, generateWith } from './adopted.ts';
import type { Problem } from './families.ts';
import { generate } from './generate.ts';
import { sizeClassOf } from './size-class.ts';

const small: Problem = { op: 'gemm', dtype: 'f32', m: 128, n: 128, k: 128 };
const large: Problem = { op: 'gemm', dtype: 'f32', m: 1024, n: 1024, k: 1024 };
const adopting = (overrides: Record<string, number>): AdoptedDefaults => ({
  [sizeClassOf(small)]: { 'gemm-simdgroup': overrides },
});
const adopted = adopting({ blockM: 32, blockK: 16 });
const configurationOf = (generated: ReturnType<typeof generate>) =>
  'issues' in generated ? generated.issues : generated.configuration;

describe('adopted defaults', () => {
  it('are what the same parameters in the name are', () => {
    expect(configurationOf(generateWith(adopted, 'gemm-simdgroup', small, 'cpu'))).toEqual(
      configurationOf(generate('gemm-simdgroup@blockM=32,blockK=16', small)),
    );
    expect(configurationOf(generateWith(adopted, 'gemm-simdgroup#baseline', small, 'cpu'))).toMatchObject({
      blockK: 16,
    });
  });

  it.each([
    ['another class of sizes', 'gemm-simdgroup', large],
    ['another contender', 'gemm-tiled', small],
    ['a variant with parameters of its own', 'gemm-simdgroup@blockM=16', small],
  ])('do not apply to %s', (_what, name, problem) => {
    expect(adoptedFor(name, problem, adopted)).toBeNull();
    expect(generateWith(adopted, name, problem, 'cpu')).toEqual(generate(name, problem));
  });

  it.each<Record<string, number>>([{ blockM: 7 }, { gone: 1 }])(
    'of an earlier version, %o, are passed over',
    (overrides) => {
      const generated = generateWith(adopting(overrides), 'gemm-simdgroup', small, 'cpu');
      expect(generated).toEqual(generate('gemm-simdgroup', small));
    },
  );
});

import { expect, test } from 'vitest';
import type { AdoptedDefaults } from '../../kernels/index.ts';
import { sizeClassOf } from '../../kernels/index.ts';
import { cellOf, runOf, square } from './fixture/recorded-run.ts';
import { differencesOf } from './msl-difference.ts';

const PROBLEM = square(64);
const NAMES = ['gemm-tiled', 'gemm-direct', 'gemm-direct@blockM=64', 'cblas'];

function labels(contender: string, change: { adopted?: AdoptedDefaults; copy?: object } = {}) {
  const run = runOf(NAMES.map((name) => cellOf(PROBLEM, name, 100)));
  const request = { ...run.request, contenders: NAMES, ...change } as typeof run.request;
  return differencesOf(contender, PROBLEM, { ...run, request }).map(({ id }) => id);
}

test('a text is compared with its other configurations first, and with no library', () => {
  expect(labels('gemm-direct')).toEqual(['gemm-direct@blockM=64', 'gemm-tiled']);
  expect(labels('gemm-direct@blockM=64')).toEqual(['gemm-direct', 'generated:default', 'gemm-tiled']);
});

test('values that were tuned and the generator’s own are compared', () => {
  const adopted = { [sizeClassOf(PROBLEM)]: { 'gemm-tiled': { blockM: 16 } } };
  expect(labels('gemm-tiled', { adopted })).toContain('generated:default');
  const both = labels('gemm-tiled@blockM=32', { adopted });
  expect(both).toContain('generated:default');
  expect(both).toContain('generated:tuned');
});

test('a copy is compared with its original', () => {
  const copy = { name: 'gemm-tiled', of: 'gemm-direct', path: 'copy' };
  expect(labels('gemm-tiled', { copy })[0]).toBe('gemm-direct');
});

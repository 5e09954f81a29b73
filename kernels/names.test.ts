import { describe, expect, it } from 'vitest';
import { contenderLabel, libraryOf, onSide, parseVariant, variantName, withoutSide } from './index.ts';

describe('the name of a contender', () => {
  it.each([
    ['gemm-tiled', { id: 'gemm-tiled', overrides: {} }],
    ['gemm-tiled@blockM=32,fma=true', { id: 'gemm-tiled', overrides: { blockM: 32, fma: true } }],
    ['cblas#baseline', { id: 'cblas', overrides: {}, side: 'baseline' }],
    ['gemm-tiled@order=zn#candidate', { id: 'gemm-tiled', overrides: { order: 'zn' }, side: 'candidate' }],
  ])('%s is read and written', (name, variant) => {
    expect(parseVariant(name)).toEqual(variant);
    expect(variantName(variant as ReturnType<typeof parseVariant>)).toBe(name);
  });

  it('has no side but baseline and candidate', () => {
    expect(parseVariant('gemm-tiled#left')).toEqual({ id: 'gemm-tiled#left', overrides: {} });
    expect(withoutSide('gemm-tiled#left')).toBe('gemm-tiled#left');
  });

  it('changes sides, and loses it', () => {
    expect(onSide('gemm-tiled@blockM=32', 'baseline')).toBe('gemm-tiled@blockM=32#baseline');
    expect(onSide('gemm-tiled#baseline', 'candidate')).toBe('gemm-tiled#candidate');
    expect(withoutSide('gemm-tiled@blockM=32#candidate')).toBe('gemm-tiled@blockM=32');
    expect(withoutSide('gemm-tiled')).toBe('gemm-tiled');
  });

  it('with a side means the same contender', () => {
    expect(contenderLabel('gemm-tiled#baseline')).toBe(`${contenderLabel('gemm-tiled')} · baseline`);
    expect(libraryOf('cblas#candidate')).toBe(libraryOf('cblas'));
  });
});

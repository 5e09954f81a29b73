import { expect, test } from 'vitest';
import { contendersOf, FAMILIES } from '../../kernels/index.ts';
import { labelParts, styleOf } from './contender-style.ts';

const SIDES = [8, 16, 24, 32, 48, 64];

test('the contenders of a family look different', () => {
  for (const { op } of FAMILIES) {
    const ids = contendersOf(op).map(({ id }) => id);
    const looks = (part: 'color' | 'dash' | 'marker') => new Set(ids.map((id) => styleOf(id)[part])).size;
    expect([looks('color'), looks('dash'), looks('marker')]).toEqual(Array(3).fill(ids.length));
  }
});

test('variants keep the hue of their contender and differ in shade, dash and marker', () => {
  const styles = SIDES.map((side) => styleOf(`gemm-simdgroup@blockM=${side}`));
  for (const { color } of styles) expect(color).toContain(styleOf('gemm-simdgroup').color);
  expect(new Set(styles.map(({ color }) => color)).size).toBe(SIDES.length);
  expect(new Set(styles.map(({ marker }) => marker)).size).toBe(SIDES.length);
  expect(new Set(styles.map(({ dash }) => dash)).size).toBe(SIDES.length);
});

test('a candidate is solid and its baseline dashed, in the hue of their contender', () => {
  const [own, baseline, candidate] = ['', '#baseline', '#candidate'].map((side) =>
    styleOf(`gemm-direct${side}`),
  );
  expect(candidate).toEqual({ ...own, dash: '' });
  expect(baseline?.color).toContain(own?.color);
  expect(baseline?.color).not.toBe(own?.color);
  expect(baseline?.dash).not.toBe('');
});

test('an unknown contender has a style and its own name', () => {
  expect(styleOf('gemm-quantum').color).toContain('--series-');
  expect(styleOf('gemm-quantum@qubits=7').color).toContain('--series-');
  expect(labelParts('gemm-quantum')).toEqual({ label: 'gemm-quantum', parameters: '' });
  expect(labelParts('gemm-tiled@blockM=32,blockN=16')).toEqual({
    label: 'Tiled',
    parameters: 'Block M 32 · Block N 16',
  });
});

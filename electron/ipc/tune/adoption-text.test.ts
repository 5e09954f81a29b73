import { expect, it } from 'vitest';
import { sizeClassOf } from '../../../kernels/index.ts';
import { FAST_VARIANT, sampleTuning, tunedClass, tunedProblems } from '../fixture/sample-tuning.ts';
import type { Adoption } from './adoption.ts';
import { adoptionAt, adoptionsOf, adoptionsText, usedAdoptions } from './adoption-text.ts';

const ADOPTION: Adoption = {
  ...{ sizeClass: tunedClass, contender: 'gemm-tiled', overrides: { blockM: 32, blockK: 16 } },
  ...{ tuning: sampleTuning.id, run: sampleTuning.id, ratio: 0.877, interval95: [0.87, 0.88] },
  ...{
    sizes: ['192x192x192'],
    adoptedAt: '2026-11-30T12:00:00.000Z',
    device: 'CPU',
    generator: 'tilescope 0.1.0',
  },
};
const small = { op: 'gemm', dtype: 'f32', m: 8, n: 8, k: 8 } as const;

it('names those that apply to some cells, and by how much they are faster', () => {
  const cells = { problems: tunedProblems, contenders: ['gemm-tiled', 'cblas'] };
  expect(adoptionsOf([ADOPTION], cells)).toEqual([ADOPTION]);
  expect(adoptionsText([ADOPTION])).toBe('adopted 30 Nov 2026, 12.3% less time');
  expect(adoptionsText([ADOPTION, { ...ADOPTION, ratio: 0.95 }])).toBe(
    '2 adopted 30 Nov 2026, 5.0% to 12.3% less time',
  );
  expect(adoptionsText([])).toBeNull();
  expect(adoptionsOf([ADOPTION], { ...cells, contenders: [FAST_VARIANT] })).toEqual([]);
  expect(adoptionsOf([ADOPTION], { ...cells, problems: [small] })).toEqual([]);
  expect(sizeClassOf(small)).not.toBe(tunedClass);
});

it('finds the one of a cell', () => {
  expect(adoptionAt([ADOPTION], 'gemm-tiled', tunedProblems[0] as never)).toBe(ADOPTION);
  expect(adoptionAt([ADOPTION], FAST_VARIANT, tunedProblems[0] as never)).toBeNull();
  expect(adoptionAt([ADOPTION], 'gemm-tiled', small)).toBeNull();
});

it('says what a run was measured with', () => {
  const adopted = { [tunedClass]: { 'gemm-tiled': ADOPTION.overrides } };
  expect(usedAdoptions({ adopted })).toEqual(['gemm-tiled (gemm f32, 1 to 100 MFLOP): blockM=32, blockK=16']);
  expect(usedAdoptions({})).toEqual([]);
});

import { expect, it } from 'vitest';
import { createRandom, shuffle } from '../random.ts';
import { adjustByBenjaminiHochberg } from './false-discovery.ts';

// The example of Benjamini and Hochberg (1995), §4.1: four of fifteen hypotheses are rejected at q = 0.05.
const PUBLISHED = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
];
// p.adjust(PUBLISHED, "BH") of R.
const ADJUSTED = [
  0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714286, 0.06385714286, 0.0645, 0.0765, 0.486, 0.5811818182,
  0.714875, 0.7532307692, 0.8132142857, 1,
];

it('adjusts the published p-values as R does, in any order', () => {
  const order = shuffle([...PUBLISHED.keys()], createRandom(1, 'order'));
  for (const indices of [[...PUBLISHED.keys()], order]) {
    const adjusted = adjustByBenjaminiHochberg(indices.map((index) => PUBLISHED[index] as number));
    for (const [place, index] of indices.entries())
      expect(adjusted[place]).toBeCloseTo(ADJUSTED[index] as number, 9);
    expect(adjusted.filter((p) => p <= 0.05)).toHaveLength(4);
  }
});

it('leaves one alone, and takes none', () => {
  expect(adjustByBenjaminiHochberg([0.03])).toEqual([0.03]);
  expect(adjustByBenjaminiHochberg([])).toEqual([]);
});

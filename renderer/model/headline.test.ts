import { describe, expect, it, test } from 'vitest';
import type { Cell } from '../../electron/ipc/types.ts';
import { speedsAgainst } from '../../electron/ipc/verdict/against.ts';
import { CONTENDER_IDS, cellOf, emptyCell, runOf, square } from './fixture/recorded-run.ts';
import { headlineOf, intervalText, referenceOf, standingOf, verifiedText } from './headline.ts';

const [TILED = '', DIRECT = ''] = CONTENDER_IDS;

/** A cell whose samples are of three epochs, each a little slower than the one before. */
function measured(side: number, contender: string, medianNs: number): Cell {
  const cell = cellOf(square(side), contender, medianNs);
  const samples = cell.samples.map((sample, round) => {
    const epoch = round % 3;
    return { ...sample, epoch, wallNs: medianNs * (1 + epoch / 1000) * (1 + round / 10_000) };
  });
  return { ...cell, samples };
}

const CELLS = [
  measured(64, DIRECT, 1000),
  measured(128, DIRECT, 8000),
  measured(64, TILED, 4000),
  measured(128, TILED, 16_000),
  measured(64, 'cblas', 2000),
  measured(128, 'cblas', 4000),
];
const RUN = runOf(CELLS);

describe('the reference', () => {
  it('is the library, unless another contender is chosen that the run has', () => {
    expect(referenceOf(RUN, null)).toBe('cblas');
    expect(referenceOf(RUN, TILED)).toBe(TILED);
    expect(referenceOf(RUN, 'mps')).toBe('cblas');
  });

  it('is one that shares a clock with others, and nothing where there is nothing to compare', () => {
    const byGpu = (cell: Cell): Cell => ({
      ...cell,
      summary: cell.summary && { ...cell.summary, clock: 'gpu' },
    });
    const cells = CELLS.map((cell) => (cell.contender === 'cblas' ? cell : byGpu(cell)));
    const mps = [64, 128].map((side) => byGpu(measured(side, 'mps', 3000)));
    expect(referenceOf(runOf([...cells, ...mps]), null)).toBe('mps');
    expect(referenceOf(runOf(CELLS.slice(0, 2)), null)).toBeNull();
  });
});

test('the best contender, by the geometric mean over the sizes, with its interval and its worst size', () => {
  const { best, reference, verified, total, refuted } = headlineOf(RUN, 'cblas', null);
  // Twice as fast at 64 and half as fast at 128: on the whole as fast.
  expect(best).toMatchObject({ contender: DIRECT, sizes: 2, worst: { problem: square(128) } });
  expect(best?.speed).toBeCloseTo(1, 3);
  expect(best?.worst.speed).toBeCloseTo(0.5, 3);
  const [low = 0, high = 0] = best?.interval95 ?? [];
  expect(low).toBeLessThanOrEqual(best?.speed ?? 0);
  expect(high).toBeGreaterThanOrEqual(best?.speed ?? 0);
  expect(high / low).toBeLessThan(1.05);
  expect([reference, verified, total, refuted]).toEqual(['cblas', 6, 6, 0]);
  expect(intervalText({ interval95: [0.994, 12.34] })).toBe('0.99–12.3');
});

test('a contender whose interval holds 1 is neither ahead nor behind', () => {
  const standings = ([[1.01, 1.05], [0.99, 1.02], [0.9, 0.98], null] as const).map((interval95) =>
    standingOf({ speed: 0.999, interval95 }),
  );
  expect(standings).toEqual(['ahead', 'tied', 'behind', 'behind']);
});

test('without samples there is no interval; what is known by all samples is taken instead', () => {
  const outline = runOf(CELLS.map((cell) => ({ ...cell, samples: [] })));
  const { best } = headlineOf(outline, 'cblas', null);
  expect([best?.contender, best?.interval95]).toEqual([DIRECT, null]);
  expect(best?.speed).toBeCloseTo(1, 6);
  const known = speedsAgainst('cblas', RUN);
  expect(headlineOf(outline, 'cblas', known).best?.interval95).not.toBeNull();
});

test('what is wrong or unfinished does not count', () => {
  const cells = [
    ...CELLS.slice(0, 4),
    { ...measured(64, 'cblas', 2000), status: 'wrong' as const },
    emptyCell(square(128), 'cblas', 'pending'),
  ];
  const headline = headlineOf(runOf(cells), 'cblas', null);
  expect(headline).toMatchObject({ best: null, verified: 4, done: 5, total: 6, refuted: 1 });
  expect(verifiedText(headline)).toBe('4 of 6, 1 refuted');
});

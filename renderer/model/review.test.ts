import { expect, test } from 'vitest';
import { BASELINE, CANDIDATE, PAIR_FLOOR } from '../../electron/ipc/review/fixture/review-pair.ts';
import { reviewOf } from '../../electron/ipc/review/review.ts';
import { problemKey } from '../../kernels/index.ts';
import { square } from './fixture/recorded-run.ts';
import { bothSides, comparedPlots, inboxRows, listedCells, shownCell } from './review.ts';
import { NOTHING_SELECTED } from './selection.ts';

const review = reviewOf(BASELINE, CANDIDATE, { floor: PAIR_FLOOR });
const ALL = { contender: null, openOnly: false };
const shown = {
  opened: { review },
  inboxFilter: ALL,
  foldedInbox: ['SAME'],
  selection: NOTHING_SELECTED,
} as const;

test('the inbox lists groups with their counts, and no cells of those that are folded', () => {
  const heads = inboxRows(review, ALL, ['SAME']).filter((row) => row.kind === 'group');
  expect(heads.map(({ group, count, isFolded }) => [group, count, isFolded])).toEqual([
    ['BROKEN', 1, false],
    ['SLOWER', 3, false],
    ['FASTER', 2, false],
    ['UNCLEAR', 1, false],
    ['SAME', 17, true],
  ]);
  expect(listedCells(shown)).toHaveLength(7);
  const direct = listedCells({ ...shown, inboxFilter: { ...ALL, contender: 'gemm-direct' } });
  expect(direct.map(({ verdict }) => verdict)).toEqual(['SLOWER', 'SLOWER', 'SLOWER']);
});

test('the shown cell is the selected one, else the first of the inbox', () => {
  expect(shownCell(shown)).toMatchObject({ isBroken: true });
  const pinned = { runId: CANDIDATE.id, problem: problemKey(square(512)), contender: 'gemm-direct' };
  expect(shownCell({ ...shown, selection: { hovered: null, pinned } })).toMatchObject({ verdict: 'SLOWER' });
  expect(shownCell({ ...shown, opened: null })).toBeNull();
});

test('both sides are drawn on the same axes', () => {
  const problem = problemKey(square(512));
  const look = { metric: 'rate', xScale: 'log2', zoom: null, problem } as const;
  const plots = comparedPlots(bothSides(BASELINE, CANDIDATE, 'gemm-direct'), look);
  const at = (side: 'baseline' | 'candidate') =>
    plots?.[side].series.flatMap(({ points }) => points).find((point) => point.problem === problem)?.value ??
    0;
  expect(plots?.baseline.series.map(({ contender }) => contender)).toEqual(['gemm-direct#baseline']);
  expect(plots?.baseline.yAxis).toEqual(plots?.candidate.yAxis);
  expect(at('baseline') / at('candidate')).toBeCloseTo(1.05, 1);
});

import { expect, test } from 'vitest';
import { onSide, problemKey } from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import type { ReviewEntry } from './decisions.ts';
import { BASELINE, CANDIDATE, PAIR_FLOOR } from './fixture/review-pair.ts';
import { inboxOf } from './inbox.ts';
import { reviewOf } from './review.ts';
import { reviewMarkdown } from './review-markdown.ts';
import { reviewPage } from './review-page.ts';
import { standingOf } from './standing.ts';
import { textChanges } from './text-changes.ts';

const REVIEW = reviewOf(BASELINE, CANDIDATE, { floor: PAIR_FLOOR });
const at = '2026-01-03T10:00:00.000Z';
const entry = (change: Partial<ReviewEntry>): ReviewEntry => ({
  ...{ cells: [], decision: 'accepted', note: '', who: 'ada', at },
  ...change,
});

test('the planted loss and what was wrong are at the top, with what changed', () => {
  const groups = inboxOf(REVIEW.cells);
  const shown = [...groups].map(([group, cells]) => [
    group,
    cells.map(({ contender, problem }) => `${contender} ${'m' in problem ? problem.m : 0}`).sort(),
  ]);
  expect(Object.fromEntries(shown)).toMatchObject({
    BROKEN: ['gemm-simdgroup 768'],
    SLOWER: ['gemm-direct 384', 'gemm-direct 512', 'gemm-direct 768'],
    FASTER: ['gemm-simdgroup 64', 'gemm-simdgroup 96'],
    UNCLEAR: ['cblas 192'],
  });
  expect(groups.get('SAME')).toHaveLength(17);
  const [slower] = groups.get('SLOWER') ?? [];
  expect(slower?.ratio).toBeCloseTo(1.05, 1);
  expect(slower?.isChanged).toBe(true);
  expect(groups.get('FASTER')?.[0]?.isChanged).toBe(false);
  expect(groups.get('UNCLEAR')?.[0]?.isChanged).toBeNull();
});

test('what differs beside the kernels says whether it invalidates the comparison', () => {
  expect(REVIEW.differences.map(({ what, weight }) => [what, weight])).toEqual([
    ['Version', 'noted'],
    ['Source', 'noted'],
  ]);
  const elsewhere = {
    ...CANDIDATE,
    request: { ...CANDIDATE.request, method: { ...CANDIDATE.request.method, cache: 'cold' as const } },
    environment: {
      ...CANDIDATE.environment,
      device: { ...CANDIDATE.environment.device, name: 'Another CPU' },
    },
  };
  const { differences } = reviewOf(BASELINE, elsewhere, { floor: undefined });
  expect(differences.filter(({ weight }) => weight === 'invalidates')).toMatchObject([
    { what: 'Device' },
    { baseline: 'hot', candidate: 'cold' },
  ]);
});

test('a candidate is accepted when nothing that changed is open or rejected', () => {
  const changed = REVIEW.cells.filter(({ verdict, isBroken }) => isBroken || verdict !== 'SAME');
  const ids = changed.map(({ id }) => id);
  const standing = (...entries: ReviewEntry[]) => standingOf({ ...REVIEW, entries });
  expect(standing()).toEqual({ open: ids, accepted: 0, rejected: 0, isAccepted: false });
  expect(standing(entry({ cells: ids })).isAccepted).toBe(true);
  expect(standing(entry({ cells: ids.slice(1) }))).toMatchObject({
    open: ids.slice(0, 1),
    isAccepted: false,
  });
  const rejected = entry({ cells: ids.slice(0, 1), decision: 'rejected' });
  expect(standing(entry({ cells: ids }), rejected)).toMatchObject({ rejected: 1, isAccepted: false });
  // A note decides nothing.
  expect(standing(entry({ cells: ids, decision: 'noted', note: 'why?' })).open).toEqual(ids);
});

test('a rematch replaces the verdict of the screening', () => {
  const unclear = REVIEW.cells.find(({ verdict }) => verdict === 'UNCLEAR');
  const side = (name: 'baseline' | 'candidate') => {
    const cell = BASELINE.cells.find(({ contender }) => contender === 'cblas');
    if (!cell || !unclear) throw new Error('the fixture has no such cell');
    const contender = onSide(unclear.contender, name);
    const id = cellId(problemKey(unclear.problem), contender);
    return { ...cell, id, problem: unclear.problem, contender };
  };
  const rematch = {
    ...CANDIDATE,
    id: 'rematch',
    cells: [side('baseline'), side('candidate')],
  };
  const { cells } = reviewOf(BASELINE, CANDIDATE, { floor: PAIR_FLOOR, rematches: [rematch] });
  expect(cells.find(({ id }) => id === unclear?.id)).toMatchObject({ verdict: 'SAME', rematch: 'rematch' });
  expect(cells.filter(({ rematch: by }) => by !== null)).toHaveLength(1);
});

test('a review is written as Markdown and as one page, with who decided what and why', () => {
  const slower = REVIEW.cells.find(({ verdict }) => verdict === 'SLOWER');
  const note = '<b>rolled up</b> | again';
  const entries = [entry({ cells: [slower?.id ?? ''], decision: 'rejected', note })];
  const markdown = reviewMarkdown({ ...REVIEW, entries });
  expect(markdown).toContain('1 broken, 3 slower, 2 faster, 1 unclear, 17 the same · 1 rejected, 6 open.');
  expect(markdown).toContain('rejected by ada, 2026-01-03: &lt;b>rolled up&lt;/b> &#124; again');
  const page = reviewPage({ ...REVIEW, entries }, textChanges(REVIEW, BASELINE, CANDIDATE), '<svg/>');
  expect(page).toContain('&lt;b&gt;rolled up');
  expect(page).not.toContain('<b>rolled');
  expect(page).toContain('data:image/svg+xml;base64,PHN2Zy8+');
  expect(page).toContain('<del>-    #pragma clang loop unroll(full)</del>');
});

test('what changed in the MSL is listed once for all cells that changed in the same way', () => {
  const changes = textChanges(REVIEW, BASELINE, CANDIDATE);
  expect(changes.map(({ contender }) => contender)).toEqual(['SIMD-group direct']);
  const [{ problems, added, removed, lines } = { problems: [], added: 0, removed: 0, lines: [] }] = changes;
  expect(problems).toHaveLength(3);
  expect(added).toBe(0);
  expect(removed).toBeGreaterThan(0);
  expect(lines.filter((line) => line.startsWith('-'))).toHaveLength(removed);
  expect(lines[0]).toMatch(/^@@ -\d+,\d+ \+\d+,\d+ @@$/);
  expect(textChanges(REVIEW, BASELINE, BASELINE)).toEqual([]);
});

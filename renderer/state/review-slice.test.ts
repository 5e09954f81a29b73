import { expect, it } from 'vitest';
import { suiteOf } from '../../electron/ipc/history/suite.ts';
import type { KeptDecision } from '../../electron/ipc/review/decisions.ts';
import { BASELINE, CANDIDATE } from '../../electron/ipc/review/fixture/review-pair.ts';
import { baselineFor } from './review-slice.ts';
import type { WorkbenchState } from './store.ts';

const OTHER = { ...BASELINE, id: '3b6f3a0e-6d5c-4f6e-9c57-2f1d8f0a1b2c' };
const step = (baseline: string, undoneAt: string | null): KeptDecision => ({
  ...{ baseline, cells: ['a'], decision: 'accepted', note: '', who: 'ada' },
  at: '2026-01-03T10:00:00.000Z',
  undoneAt,
});

/** The baseline of the candidate with some decisions, in a suite whose baseline is OTHER. */
function shownBeside(decisions: KeptDecision[], headers: readonly { id: string }[]): string | null {
  const suiteBaselines = { [suiteOf(CANDIDATE).key]: OTHER.id };
  const run = { ...CANDIDATE, decisions };
  return baselineFor({
    ...{ run, headers, suiteBaselines, opened: null, chosenBaseline: null },
  } as unknown as WorkbenchState);
}

it('shows a reviewed candidate beside the run that it was reviewed beside, if that is here', () => {
  const all = [CANDIDATE, BASELINE, OTHER];
  expect(shownBeside([], all)).toBe(OTHER.id);
  expect(shownBeside([step(BASELINE.id, null)], all)).toBe(BASELINE.id);
  expect(shownBeside([step(BASELINE.id, '2026-01-03T11:00:00.000Z')], all)).toBe(OTHER.id);
  expect(shownBeside([step(BASELINE.id, null)], [CANDIDATE, OTHER])).toBe(OTHER.id);
});

import { expect, test } from 'vitest';
import { suiteOf } from '../ipc/history/suite.ts';
import { BASELINE, CANDIDATE } from '../ipc/review/fixture/review-pair.ts';
import { RunStore } from './run-store.ts';
import { setBaseline, suiteBaselines } from './suite-baselines.ts';

const RUNS = { baseline: BASELINE.id, candidate: CANDIDATE.id };
const step = (note: string) =>
  ({ cells: ['a', 'b'], decision: 'rejected', note, who: 'ada', at: '2026-01-03T10:00:00.000Z' }) as const;

function storeOfBoth(): RunStore {
  const store = new RunStore(null);
  store.add(BASELINE);
  store.add(CANDIDATE);
  return store;
}

test('decisions are kept in order, undone one by one, and go with their candidate', () => {
  const store = storeOfBoth();
  store.decide(RUNS, step('first'));
  store.decide(RUNS, step('second'));
  expect(store.decisions(RUNS)).toEqual([step('first'), step('second')]);
  expect(store.decisions({ baseline: RUNS.candidate, candidate: RUNS.baseline })).toEqual([]);
  expect(store.undoDecision(RUNS)).toBe(true);
  expect(store.decisions(RUNS)).toEqual([step('first')]);
  store.decide(RUNS, step('third'));
  store.undoDecision(RUNS);
  expect(store.undoDecision(RUNS)).toBe(true);
  expect(store.undoDecision(RUNS)).toBe(false);
  store.decide(RUNS, step('last'));
  store.delete(RUNS.baseline);
  expect(store.decisions(RUNS)).toEqual([step('last')]);
  store.delete(RUNS.candidate);
  expect(store.decisions(RUNS)).toEqual([]);
  store.dispose();
});

test('a suite has one baseline, which is none once its run is gone', () => {
  const store = storeOfBoth();
  const { key } = suiteOf(BASELINE);
  expect(suiteOf(CANDIDATE).key).toBe(key);
  setBaseline(store, BASELINE);
  setBaseline(store, CANDIDATE);
  expect(suiteBaselines(store)).toEqual({ [key]: CANDIDATE.id });
  store.delete(CANDIDATE.id);
  expect(suiteBaselines(store)).toEqual({});
  store.dispose();
});

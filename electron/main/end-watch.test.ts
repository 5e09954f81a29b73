import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import type { TuneProgress } from '../ipc/tune/tune-request.ts';
import type { RunHeader } from '../ipc/types.ts';
import { type Ended, EndWatch } from './end-watch.ts';

const { cells, ...head } = sampleRun();
const header: RunHeader = {
  ...{ ...head, status: 'running', finishedAt: null },
  ...{ cellCount: 24, doneCount: 0, isElsewhere: false, pinned: false, tags: [] },
};
const tuning = '3f1ae9b2-8f4e-4b6d-9a57-0c6fd6f7a002';
let told: Ended[];
let watch: EndWatch;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  told = [];
  watch = new EndWatch((ended) => told.push(ended));
});
afterEach(() => void vi.useRealTimers());

it('tells of a sweep that took more than a minute, once', () => {
  watch.see('run.changed', header);
  vi.advanceTimersByTime(59_000);
  watch.see('run.changed', { ...header, doneCount: 12 });
  vi.advanceTimersByTime(2000);
  expect(told).toEqual([]);
  const finished = { ...header, status: 'finished', doneCount: 24 } as const;
  watch.see('run.changed', finished);
  watch.see('run.changed', { ...finished, name: 'Renamed' });
  const body = `${header.name}: 24 of 24 cells`;
  expect(told).toEqual([{ kind: 'run', id: header.id, title: 'Sweep finished', body }]);
});

it.each<[string, Partial<RunHeader>, Partial<RunHeader>, number]>([
  ['a short one', {}, { status: 'finished' }, 59_000],
  ['a cancelled one', {}, { status: 'cancelled' }, 1e6],
  ['one of the command line', { isElsewhere: true }, { status: 'finished' }, 1e6],
])('says nothing about %s', (_which, before, after, ms) => {
  watch.see('run.changed', { ...header, ...before });
  vi.advanceTimersByTime(ms);
  watch.see('run.changed', { ...header, ...after });
  expect(told).toEqual([]);
});

it('tells of interrupted sweeps, and of tunings by their names', () => {
  watch.see('run.changed', header);
  watch.see('tune.progress', { tuning } as TuneProgress);
  vi.advanceTimersByTime(60_000);
  watch.see('run.changed', { ...header, status: 'interrupted' });
  const tunings = [{ id: tuning, name: 'Long shapes' }] as never;
  watch.see('tune.changed', { machine: '', tunings, adopted: {} as never });
  watch.see('tune.progress', null);
  watch.see('tune.progress', null);
  expect(told).toMatchObject([
    { kind: 'run', title: 'Sweep interrupted' },
    { kind: 'tuning', id: tuning, body: 'Long shapes' },
  ]);
});

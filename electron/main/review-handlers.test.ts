import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcMainInvokeEvent } from 'electron';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { suiteOf } from '../ipc/history/suite.ts';
import type { ReviewEntry } from '../ipc/review/decisions.ts';
import { BASELINE, CANDIDATE, PAIR_FLOOR } from '../ipc/review/fixture/review-pair.ts';
import type { Review } from '../ipc/review/review.ts';
import { needsDecision } from '../ipc/review/standing.ts';
import type { Environment, Result, Run } from '../ipc/types.ts';
import { keepFloor } from '../store/noise-floors.ts';
import { RunStore } from '../store/run-store.ts';
import { registerHandlers } from './handlers.ts';
import { INDEX_URL } from './protocol.ts';
import type { Supervisor } from './supervise/supervisor.ts';

type Handler = (event: IpcMainInvokeEvent, request?: unknown) => Promise<Result<unknown>>;
const electron = vi.hoisted(() => ({ handlers: new Map<string, Handler>(), path: '' }));

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, handler: Handler) => electron.handlers.set(channel, handler) },
  dialog: { showSaveDialog: async () => ({ canceled: false, filePath: electron.path }) },
}));

const RUNS = { baseline: BASELINE.id, candidate: CANDIDATE.id };
const SUITE = suiteOf(BASELINE).key;
let store: RunStore;
let made: Run[] = [];
const supervisor = {
  measure: vi.fn(async (_device: string, make: (environment: Environment) => Result<Run>) => {
    const run = make(CANDIDATE.environment);
    if (!run.ok) return run;
    made.push(run.value);
    return { ok: true, value: { runId: run.value.id } };
  }),
};

beforeEach(() => {
  store = new RunStore(null);
  made = [];
  store.add(BASELINE);
  store.add(CANDIDATE);
  keepFloor(store, CANDIDATE.environment, PAIR_FLOOR);
  registerHandlers({
    store,
    supervisor: supervisor as unknown as Supervisor,
    send: () => undefined,
    reportFolder: '',
    demoFile: '',
  });
});
afterEach(() => store.dispose());

async function invoke<T>(channel: string, request?: unknown): Promise<T> {
  const event = { senderFrame: { url: INDEX_URL, parent: null } } as IpcMainInvokeEvent;
  const result = await (electron.handlers.get(channel) as Handler)(event, request);
  return (result.ok ? result.value : result.error) as T;
}

const review = () => invoke<Review>('review.open', RUNS);
const decide = (cells: string[], decision: ReviewEntry['decision'], note = '') =>
  invoke<ReviewEntry[]>('review.decide', { ...RUNS, cells, decision, note });

it('keeps who decided what and why, and moves the baseline with it', async () => {
  await invoke('review.set-baseline', { runId: BASELINE.id });
  const ids = (await review()).cells.filter(needsDecision).map(({ id }) => id);
  const [first = '', ...others] = ids;
  const [entry] = await decide([first], 'rejected', ' it is slower ');
  expect(entry).toMatchObject({ cells: [first], decision: 'rejected', note: 'it is slower' });
  expect(entry?.who).not.toBe('');
  await decide(others, 'accepted');
  expect(await invoke('review.baselines')).toEqual({ [SUITE]: BASELINE.id });
  await decide([first], 'accepted');
  expect(await invoke('review.baselines')).toEqual({ [SUITE]: CANDIDATE.id });
  expect((await review()).entries).toHaveLength(3);
  expect(await invoke('review.undo', RUNS)).toHaveLength(2);
  expect(await invoke('review.baselines')).toEqual({ [SUITE]: BASELINE.id });
});

it('refuses what the runs do not have', async () => {
  expect(await decide(['nothing'], 'accepted')).toMatchObject({ code: 'NO_SUCH_CELL' });
  expect(await invoke('review.undo', RUNS)).toMatchObject({ code: 'NOTHING_TO_UNDO' });
  const missing = '00000000-0000-4000-8000-000000000000';
  expect(await invoke('review.open', { ...RUNS, baseline: missing })).toMatchObject({ code: 'NO_SUCH_RUN' });
  expect(await invoke('review.set-baseline', { runId: missing })).toMatchObject({ code: 'NO_SUCH_RUN' });
});

it('measures unclear cells again, after consent to programs that came with a file', async () => {
  // Without a noise floor, nothing that differs by 5 % is clear.
  keepFloor(store, CANDIDATE.environment, {
    ...PAIR_FLOOR,
    classes: { other: { paired: 0, betweenRuns: 0.3, cells: 1 } },
  });
  await review();
  expect(await invoke('review.rematch', { ...RUNS, isTrusted: false })).toMatchObject({ code: 'NO_CONSENT' });
  await invoke('review.rematch', { ...RUNS, isTrusted: true });
  expect(made[0]?.request.rematch).toMatchObject({
    baseline: { id: BASELINE.id },
    candidate: { id: CANDIDATE.id },
  });
  expect(made[0]?.request.contenders).toContain('gemm-direct#candidate');
  expect(made[0]?.request.contenders).not.toContain('cblas#candidate');
});

it('writes the review as Markdown and as a page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-review-'));
  try {
    for (const type of ['md', 'html'] as const) {
      electron.path = join(folder, `review.${type}`);
      await invoke('review.save', { ...RUNS, type, picture: null });
      expect(readFileSync(electron.path, 'utf8')).toContain('1 broken, 3 slower');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

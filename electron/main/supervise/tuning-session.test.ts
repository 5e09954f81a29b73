import { expect, it } from 'vitest';
import { updateOf } from '../../ipc/cell-update.ts';
import { sampleHeats, sampleTuning } from '../../ipc/fixture/sample-tuning.ts';
import type { TuneProgress } from '../../ipc/tune/tune-request.ts';
import type { Environment, Run } from '../../ipc/types.ts';
import { beginTuning, knownTunings, listedRuns } from '../../store/tunings.ts';
import { type FakeCompute, supervision } from './fixture/supervision.ts';

const here = supervision();
/** On a busy machine. */
const PATIENT = { timeout: 60_000 };
const { name, problems, contenders, seed } = sampleTuning;

/** A supervisor that has begun a tuning, and whose first heat is with the compute process. */
async function tuning() {
  const subject = here.supervisor();
  const budgetMs = 60_000;
  const begun = await subject.tune('cpu', (environment: Environment) => {
    const asked = { name, problems, contenders, seed, budgetMs };
    return { ok: true, value: { tuning: beginTuning(here.store, environment, asked), budgetMs } };
  });
  const compute = here.processes[0] as FakeCompute;
  await expect.poll(() => compute.sweep.id, PATIENT).not.toBe(-1);
  return { subject, compute, begun };
}

const progress = () =>
  here.sent.flatMap(({ event, payload }) =>
    event === 'tune.progress' && payload ? [payload as TuneProgress] : [],
  );
const isOver = () => here.sent.some(({ event, payload }) => event === 'tune.progress' && payload === null);

it('measures the heats of a tuning, and tells of the race instead of its runs', async () => {
  const { subject, compute, begun } = await tuning();
  expect(begun).toMatchObject({ ok: true });
  const { runId, sweep } = compute.sweep.request;
  expect(sweep).toMatchObject({ contenders, heat: { kind: 'screen' } });
  expect(await subject.start('Sweep', sweep)).toMatchObject({ error: { code: 'TUNING' } });
  expect(await subject.measureNoise('cpu')).toMatchObject({ error: { code: 'TUNING' } });

  const [{ cells }] = sampleHeats() as [Run];
  const measured = cells.filter(({ contender }) => contender === contenders[0]);
  compute.say({
    type: 'cells',
    runId,
    updates: measured.map((cell) => updateOf({ ...cell, program: null })),
  });
  compute.say({
    type: 'progress',
    runId,
    progress: { runId, fraction: 0.5, remainingMs: null, activity: 'timing 192×192×192' },
  });
  await expect
    .poll(() => progress().at(-1), PATIENT)
    .toMatchObject({
      ...{
        heat: 1,
        kind: 'screen',
        contenders: 1,
        left: 1,
        budgetMs: 60_000,
        activity: 'timing 192×192×192',
      },
    });
  expect(here.sent.some(({ event }) => event === 'run.changed' || event === 'sweep.cells')).toBe(false);
  expect(listedRuns(here.store)).toEqual([]);
  expect(here.store.headers()).toHaveLength(1);
});

it('ends between two heats when it is cancelled, and keeps what was measured', async () => {
  const { subject, compute } = await tuning();
  const cancelled = subject.cancelTuning();
  const message = compute.posted.find(({ method }) => method === 'cancel');
  compute.answer(message?.id ?? -1, null);
  compute.answer(compute.sweep.id, { status: 'cancelled' });
  expect(await cancelled).toEqual({ ok: true, value: null });
  await expect.poll(isOver, PATIENT).toBe(true);
  expect(subject.isBusy).toBe(false);
  expect(here.store.headers()).toMatchObject([{ status: 'cancelled' }]);
  expect(knownTunings(here.store)[0]?.spentMs).toBeGreaterThan(0);
  expect(await subject.cancelTuning()).toMatchObject({ error: { code: 'NOT_RUNNING' } });
});

it('has written all of it once the application may quit', async () => {
  const { subject } = await tuning();
  await subject.dispose();
  expect(here.store.headers()).toMatchObject([{ status: 'interrupted' }]);
  expect(knownTunings(here.store)[0]?.spentMs).toBeGreaterThan(0);
  expect(isOver()).toBe(true);
});

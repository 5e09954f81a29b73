import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TilescopeApi } from '../../electron/ipc/contract.ts';
import type { Slide } from '../../electron/ipc/story.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { CONTENDER_IDS, cellOf, runOf, square } from '../model/fixture/recorded-run.ts';
import { createWorkbench } from './store.ts';

const CONTENDERS = CONTENDER_IDS.slice(0, 3);
const slide = (change: Partial<Slide> = {}): Slide => ({
  ...{ sentence: 'Fast', address: '', shows: 'view', line: 1, builds: false, live: false, notes: '' },
  ...change,
});
const STORY = [slide({ builds: true }), slide({ live: true }), slide({ address: 'view=roofline' })];
const RUN: Run = {
  ...runOf([64, 128].flatMap((side) => CONTENDERS.map((name) => cellOf(square(side), name, 1e5)))),
  story: STORY,
};
/** What a live slide makes. */
const LIVE = { ...RUN, id: '7f9619ff-8b86-4d01-b42d-00cf4fc964ff', story: [] };
const FAILED = { ok: false, error: { code: 'DEVICE_LOST', message: 'the GPU is gone' } };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A window that shows the run, whose requests are answered as the test says. */
function windowOf(answers: Record<string, unknown> = {}) {
  const all: Record<string, unknown> = {
    'notes.open': { isOpen: false },
    'sweep.start': { runId: LIVE.id },
    'runs.get': LIVE,
    ...answers,
  };
  const invoke = vi.fn(async (channel: string, _request?: unknown) => {
    const answer = all[channel] ?? null;
    return answer === FAILED ? FAILED : { ok: true, value: answer };
  });
  const store = createWorkbench({ kind: 'live', api: { invoke } as unknown as TilescopeApi });
  store.setState({ run: RUN, devices: [RUN.environment.device] });
  const asked = (channel: string) => invoke.mock.calls.filter(([name]) => name === channel);
  const presenting = () => store.getState().presenting;
  /** The application tells that the live sweep has ended. */
  const end = (status: Run['status'] = 'finished') =>
    store.setState({
      headers: [{ ...LIVE, status, isElsewhere: false, pinned: false, tags: [] }] as never,
    });
  return { store, state: store.getState(), all, asked, presenting, end };
}

test('steps go through the lines of a slide that builds up, and then to the next slide', async () => {
  const { state, presenting } = windowOf();
  await state.present();
  const places = [presenting()?.place];
  for (let step = 0; step < 5; step++) {
    state.stepBy(1);
    places.push(presenting()?.place);
  }
  const built = CONTENDERS.map((_, step) => ({ slide: 0, step }));
  // The last step stays.
  const rest = [1, 2, 2].map((index) => ({ slide: index, step: 0 }));
  expect(places).toEqual([...built, ...rest]);
  state.goTo(1);
  state.stepBy(-1);
  expect(presenting()?.place).toEqual({ slide: 0, step: CONTENDERS.length - 1 });
});

test('a presentation begins at the slide that was asked for, and goes to no slide beyond the ends', async () => {
  const { state, presenting } = windowOf();
  await state.present(9);
  expect(presenting()?.place).toEqual({ slide: 2, step: 0 });
  state.goTo(-3);
  expect(presenting()?.place).toEqual({ slide: 0, step: 0 });
  state.stepBy(-1);
  expect(presenting()?.place).toEqual({ slide: 0, step: 0 });
  state.goTo(Number.POSITIVE_INFINITY);
  expect(presenting()?.place).toEqual({ slide: 2, step: 0 });
});

test('a blank screen shows its slide again with the next step, also at the end', async () => {
  const { state, presenting } = windowOf();
  await state.present(2);
  state.toggleBlank();
  expect(presenting()?.isBlank).toBe(true);
  state.stepBy(1);
  expect(presenting()).toMatchObject({ isBlank: false, place: { slide: 2, step: 0 } });
});

test('the end leaves the full screen and closes the notes', async () => {
  const { state, asked, presenting } = windowOf();
  await state.present();
  state.endPresentation();
  expect(presenting()).toBeNull();
  expect(asked('window.set-full-screen').map(([, request]) => request)).toEqual([
    { isFull: true },
    { isFull: false },
  ]);
  expect(asked('notes.close')).toHaveLength(1);
});

test('whether the notes are open is known, also when they are closed by hand', async () => {
  const { state, all, asked, presenting } = windowOf();
  await state.present();
  await vi.advanceTimersByTimeAsync(0);
  expect(presenting()?.hasNotes).toBe(false);
  all['notes.open'] = { isOpen: true };
  state.openNotes();
  await vi.advanceTimersByTimeAsync(0);
  expect(presenting()?.hasNotes).toBe(true);
  expect(asked('notes.open').map(([, request]) => request)).toEqual([
    { mayCoverSlides: false },
    { mayCoverSlides: true },
  ]);
  state.receiveNotesClosed();
  expect(presenting()?.hasNotes).toBe(false);
});

test('the timer is paused, continued and reset', async () => {
  const { state, presenting } = windowOf();
  await state.present();
  const startedAtMs = Date.now();
  vi.advanceTimersByTime(5000);
  state.changeTimer('toggle');
  expect(presenting()?.timer).toEqual({ startedAtMs, pausedAtMs: startedAtMs + 5000 });
  vi.advanceTimersByTime(2000);
  state.changeTimer('toggle');
  expect(presenting()?.timer).toEqual({ startedAtMs: startedAtMs + 2000, pausedAtMs: null });
  state.changeTimer('reset');
  expect(presenting()?.timer).toEqual({ startedAtMs: startedAtMs + 7000, pausedAtMs: null });
});

test('a live slide shows what was measured', async () => {
  const { state, presenting, end } = windowOf();
  await state.present(1);
  const measured = state.measureLive();
  await vi.advanceTimersByTimeAsync(0);
  expect(presenting()?.live).toEqual({ status: 'measuring', runId: LIVE.id });
  end();
  await measured;
  expect(presenting()?.live).toMatchObject({ status: 'measured', run: { id: LIVE.id } });
  state.stepBy(1);
  expect(presenting()?.live).toBeNull();
});

test.each([
  ['a sweep that cannot start', { 'sweep.start': FAILED }, 'the GPU is gone'],
  [
    'a sweep that was interrupted',
    {
      'runs.get': {
        ...LIVE,
        status: 'interrupted',
        failure: { code: 'COMPUTE_CRASHED', message: 'the compute process crashed' },
      },
    },
    'the compute process crashed',
  ],
  [
    'a sweep in which no kernel was correct',
    { 'runs.get': { ...LIVE, cells: LIVE.cells.map((cell) => ({ ...cell, status: 'wrong' })) } },
    'no cell was measured',
  ],
])('%s leaves the record on a live slide, with the reason', async (_name, answers, reason) => {
  const { state, presenting, end } = windowOf(answers);
  await state.present(1);
  end('interrupted');
  await state.measureLive();
  expect(presenting()?.live).toEqual({ status: 'failed', reason });
  expect(presenting()?.run).toEqual(RUN);
});

test('without a device, a live slide says so and asks for nothing', async () => {
  const { store, state, asked, presenting } = windowOf();
  store.setState({ devices: [] });
  await state.present(1);
  await state.measureLive();
  expect(presenting()?.live).toEqual({ status: 'failed', reason: 'no device was found' });
  expect(asked('sweep.start')).toEqual([]);
});

test('a report shows the record on a live slide, and says nothing of it', async () => {
  // Which may not be able to fill the screen.
  vi.stubGlobal('document', { documentElement: {} });
  const store = createWorkbench({ kind: 'embedded', run: RUN });
  await store.getState().present(1);
  expect(store.getState().presenting?.place.slide).toBe(1);
  await store.getState().measureLive();
  expect(store.getState().presenting?.live).toBeNull();
});

test('a live slide that is left cancels its sweep', async () => {
  const { state, asked, presenting } = windowOf();
  await state.present(1);
  void state.measureLive();
  await vi.advanceTimersByTimeAsync(0);
  state.stepBy(1);
  expect(asked('sweep.cancel').map(([, request]) => request)).toEqual([{ runId: LIVE.id }]);
  expect(presenting()?.live).toBeNull();
});

// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeEach, expect, test, vi } from 'vitest';
import type { TilescopeApi } from '../../../electron/ipc/contract.ts';
import type { NotesPage, Slide } from '../../../electron/ipc/story.ts';
import { CONTENDER_IDS, cellOf, runOf, square } from '../../model/fixture/recorded-run.ts';
import { connectEvents } from '../../state/connect.ts';
import { createWorkbench, useWorkbench, WorkbenchContext } from '../../state/store.ts';
import { useTellNotes } from './use-tell-notes.ts';

const slide = (notes: string): Slide => ({
  ...{ sentence: 'Fast', address: '', shows: 'view', line: 1, builds: false, live: false, notes },
});
const RUN = {
  ...runOf([64, 128].map((side) => cellOf(square(side), CONTENDER_IDS[0] ?? '', 1e5))),
  story: ['one', 'two', 'three'].map(slide),
};

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
});

/** A presentation with or without a second display. */
async function presented(isOpen: boolean) {
  const pages: NotesPage[] = [];
  const listeners = new Map<string, (payload: unknown) => void>();
  const answers: Record<string, unknown> = { 'notes.open': { isOpen } };
  const invoke = async (channel: string, request: unknown) => {
    if (channel === 'notes.show') pages.push(request as NotesPage);
    return { ok: true, value: answers[channel] ?? null };
  };
  const on = (event: string, listener: (payload: unknown) => void) => {
    listeners.set(event, listener);
    return () => listeners.delete(event);
  };
  const api = { platform: 'linux', invoke, on } as unknown as TilescopeApi;
  const store = createWorkbench({ kind: 'live', api });
  connectEvents(api, store, () => undefined);
  /** What is drawn is read first. */
  const readSlide = vi.fn(store.getState().readSlide);
  store.setState({ run: RUN, readSlide });
  await act(() => store.getState().present());
  const root = createRoot(document.createElement('div'));
  await act(async () =>
    root.render(
      <WorkbenchContext value={store}>
        <Teller />
      </WorkbenchContext>,
    ),
  );
  const emit = (event: string, payload: unknown) => act(async () => listeners.get(event)?.(payload));
  const step = () => emit('present.step', { by: 1 });
  return { store, answers, pages, readSlide, emit, step, root };
}

function Teller() {
  const presenting = useWorkbench((state) => state.presenting);
  return presenting && <Told presenting={presenting} />;
}

function Told({ presenting }: { presenting: Parameters<typeof useTellNotes>[0] }) {
  useTellNotes(presenting);
  return null;
}

test('without notes nothing is drawn, and notes that open later show the slide of then', async () => {
  const { store, answers, pages, readSlide, step, root } = await presented(false);
  await step();
  expect(readSlide).not.toHaveBeenCalled();
  expect(pages).toEqual([]);
  answers['notes.open'] = { isOpen: true };
  await act(async () => store.getState().openNotes());
  const picture = expect.stringContaining('<svg');
  expect(pages).toMatchObject([{ slide: 2, slides: 3, notes: 'two', now: picture, next: picture }]);
  await step();
  expect(pages.at(-1)).toMatchObject({ slide: 3, notes: 'three', next: null });
  await act(async () => root.unmount());
});

test('notes that were closed by hand are told nothing until they open again', async () => {
  const { store, pages, readSlide, emit, step, root } = await presented(true);
  expect(pages).toHaveLength(1);
  await emit('notes.closed', null);
  const drawn = readSlide.mock.calls.length;
  await step();
  await step();
  expect(readSlide).toHaveBeenCalledTimes(drawn);
  expect(pages).toHaveLength(1);
  await act(async () => store.getState().openNotes());
  expect(pages.slice(1)).toMatchObject([{ slide: 3, notes: 'three' }]);
  await act(async () => root.unmount());
});

test('the timer changes without drawing the slides again', async () => {
  const { pages, readSlide, emit, root } = await presented(true);
  const drawn = readSlide.mock.calls.length;
  await emit('present.timer', { change: 'toggle' });
  expect(readSlide).toHaveBeenCalledTimes(drawn);
  expect(pages.map(({ timer }) => timer.pausedAtMs === null)).toEqual([true, false]);
  expect(pages[1]).toMatchObject({ slide: 1, notes: 'one' });
  await act(async () => root.unmount());
});

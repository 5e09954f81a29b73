import { expect, test } from 'vitest';
import type { TilescopeApi } from '../../electron/ipc/contract.ts';
import type { Slide } from '../../electron/ipc/story.ts';
import { cellOf, runOf, square } from '../model/fixture/recorded-run.ts';
import { createWorkbench } from './store.ts';

const slide = (sentence: string): Slide => ({
  ...{ sentence, address: '', shows: 'view', line: 1, builds: false, live: false, notes: '' },
});
const RUN = {
  ...runOf([cellOf(square(64), 'gemm-tiled', 1e5)]),
  story: [slide('first'), slide('second')],
};

/** A run with a story, and what takes its changes when it is told to. */
function opened() {
  const waiting: PromiseWithResolvers<unknown>[] = [];
  const stories: (readonly Slide[])[] = [];
  const invoke = (_channel: string, { story }: { story: readonly Slide[] }) => {
    stories.push(story);
    const answer = Promise.withResolvers<unknown>();
    waiting.push(answer);
    return answer.promise;
  };
  const store = createWorkbench({ kind: 'live', api: { invoke } as unknown as TilescopeApi });
  store.setState({ run: RUN });
  const take = async (answer: unknown) => {
    const [story, answered] = [stories.at(-waiting.length), waiting.shift()];
    answered?.resolve(answer);
    if ((answer as { ok: boolean }).ok) store.setState({ run: { ...RUN, story: [...(story ?? [])] } });
    await answered?.promise;
  };
  return { state: store.getState, stories, take };
}

const KEPT = { ok: true, value: null };
const notesOf = (story: readonly Slide[] | undefined) =>
  story?.map(({ sentence, notes }) => `${sentence}: ${notes}`);

test('a change builds on the one before it, which is not yet kept', async () => {
  const { state, stories, take } = opened();
  const changes = [
    state().changeSlide(1, { sentence: 'last' }),
    state().changeSlide(1, { notes: 'Wait.' }),
    state().moveSlide(1, -1),
  ];
  expect(notesOf(stories.at(-1))).toEqual(['last: Wait.', 'first: ']);
  for (const _ of changes) await take(KEPT);
  await Promise.all(changes);
  void state().changeSlide(0, { notes: 'Go on.' });
  expect(notesOf(stories.at(-1))).toEqual(['last: Go on.', 'first: ']);
});

test('what was removed comes back as it was last changed', async () => {
  const { state, stories, take } = opened();
  const changes = [state().changeSlide(1, { notes: 'Wait.' }), state().removeSlide(1)];
  expect(notesOf(stories.at(-1))).toEqual(['first: ']);
  for (const _ of changes) await take(KEPT);
  await Promise.all(changes);
  state().toast?.action?.run();
  expect(notesOf(stories.at(-1))).toEqual(['first: ', 'second: Wait.']);
});

test('a change that was not kept is told, and the next builds on what is kept', async () => {
  const { state, stories, take } = opened();
  const change = state().changeSlide(0, { notes: 'Lost.' });
  await take({ ok: false, error: { code: 'STORE', message: 'The disk is full.' } });
  await change;
  expect(state().notice).toMatchObject({ message: 'The disk is full.' });
  void state().changeSlide(0, { notes: 'Kept.' });
  expect(notesOf(stories.at(-1))).toEqual(['first: Kept.', 'second: ']);
});

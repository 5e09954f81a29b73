import type { Result } from '../ipc/types.ts';
import { DONE, fail, type Handlers, type Services } from './handler.ts';

type PresentHandlers = Pick<
  Handlers,
  | 'runs.set-story'
  | 'window.set-full-screen'
  | 'notes.open'
  | 'notes.show'
  | 'notes.get'
  | 'notes.step'
  | 'notes.timer'
  | 'notes.close'
>;

/** What saving and presenting stories asks for. */
export function presentHandlers(
  { store, send, stage }: Services,
  tellChanged: (runId: string) => Result<null>,
): PresentHandlers {
  const onStage = <T>(use: (stage: NonNullable<Services['stage']>) => T): Result<T> =>
    stage ? { ok: true, value: use(stage) } : fail('NO_WINDOW', 'There is no window to present in.');
  return {
    'runs.set-story': ({ runId, story }) => {
      store.setStory(runId, story);
      return tellChanged(runId);
    },
    'window.set-full-screen': ({ isFull }) => {
      stage?.setFullScreen(isFull);
      return DONE;
    },
    'notes.open': ({ mayCoverSlides }) => onStage(({ openNotes }) => ({ isOpen: openNotes(mayCoverSlides) })),
    'notes.show': (page) => {
      stage?.notes.show(page);
      return DONE;
    },
    'notes.get': () => onStage(({ notes }) => notes.page),
    'notes.step': ({ by }) => {
      send('present.step', { by });
      return DONE;
    },
    'notes.timer': ({ change }) => {
      send('present.timer', { change });
      return DONE;
    },
    'notes.close': () => {
      stage?.notes.close();
      return DONE;
    },
  };
}

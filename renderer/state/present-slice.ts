import type { StateCreator } from 'zustand';
import type { NotesPage, Slide, TalkTimer, TimerChange } from '../../electron/ipc/story.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { liveRequest } from '../model/live-request.ts';
import { placeBeside, type StoryPlace } from '../model/story.ts';
import { changedTimer } from '../model/talk-timer.ts';
import { isMeasuring } from './noise-slice.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** A slide that is measured while it is presented. */
type Live =
  | { readonly status: 'starting' }
  | { readonly status: 'measuring'; readonly runId: string }
  | { readonly status: 'measured'; readonly run: Run }
  /** The record stands in for it. */
  | { readonly status: 'failed'; readonly reason: string };

export interface Presenting {
  readonly run: Run;
  readonly slides: readonly Slide[];
  readonly place: StoryPlace;
  readonly isBlank: boolean;
  readonly timer: TalkTimer;
  /** Whether the speaker's notes are open. */
  readonly hasNotes: boolean;
  /** Of the slide that is shown, if it was measured. */
  readonly live: Live | null;
}

/** A story while it is presented. */
export interface PresentSlice {
  presenting: Presenting | null;
  /** Presents the story of the shown run, or what is shown if it has none. @param slide from which one on */
  present(slide?: number): Promise<void>;
  endPresentation(): void;
  /** Goes on by a step, or back. */
  stepBy(by: -1 | 1): void;
  goTo(slide: number): void;
  toggleBlank(): void;
  /** Shows the speaker's notes, over the slides where there is no second display. */
  openNotes(): void;
  /** The window with the notes was closed by hand. */
  receiveNotesClosed(): void;
  changeTimer(change: TimerChange): void;
  /** Tells the window with the notes what is presented. */
  showNotes(page: NotesPage): Promise<void>;
  /** Measures the cells of the slide that is shown; in a report, nothing. */
  measureLive(): Promise<void>;
}

export const createPresentSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], PresentSlice> =>
  (set, get, store) => {
    const isLive = source.kind === 'live';
    /** A report's page fills the screen by itself. */
    const fillScreen = (isFull: boolean) => {
      if (isLive) return request(source, 'window.set-full-screen', { isFull });
      return isFull ? document.documentElement.requestFullscreen?.() : document.exitFullscreen?.();
    };
    // Without a full screen or notes there still is a presentation.
    const quietly = (asked: Promise<unknown> | undefined) => void asked?.catch(() => undefined);
    let wasFull = false;
    const change = (changed: Partial<Presenting>) =>
      set(({ presenting }) => ({ presenting: presenting && { ...presenting, ...changed } }));
    const askForNotes = async (mayCoverSlides: boolean) => {
      const { isOpen } = await request(source, 'notes.open', { mayCoverSlides });
      change({ hasNotes: isOpen });
    };
    const leaveLive = () => {
      const live = get().presenting?.live;
      if (live?.status === 'measuring') quietly(request(source, 'sweep.cancel', { runId: live.runId }));
    };
    const show = (place: StoryPlace) => {
      const { presenting } = get();
      if (!presenting) return;
      const isSame = place.slide === presenting.place.slide;
      if (!isSame) leaveLive();
      change({ place, isBlank: false, live: isSame ? presenting.live : null });
    };
    /** The run once its sweep has ended. */
    const ended = (runId: string) =>
      new Promise<void>((done) => {
        const isOver = ({ headers }: WorkbenchState) =>
          headers.some(({ id, status }) => id === runId && status !== 'running');
        if (isOver(get())) return done();
        const stop = store.subscribe((state) => {
          if (!isOver(state)) return;
          stop();
          done();
        });
      });
    return {
      presenting: null,
      present: async (slide = 0) => {
        const { run, fullScreen } = get();
        if (!run) return;
        const shown = run.story?.length
          ? null
          : await get()
              .shownSlide('view')
              .catch(() => null);
        const slides = shown ? [shown] : (run.story ?? []);
        if (slides.length === 0) return;
        wasFull = fullScreen;
        const place = { slide: Math.min(slide, slides.length - 1), step: 0 };
        const timer = { startedAtMs: Date.now(), pausedAtMs: null };
        set({ presenting: { run, slides, place, isBlank: false, timer, hasNotes: false, live: null } });
        quietly(Promise.resolve(fillScreen(true)));
        if (isLive) quietly(askForNotes(false));
      },
      endPresentation: () => {
        leaveLive();
        set({ presenting: null });
        if (!wasFull) quietly(Promise.resolve(fillScreen(false)));
        if (isLive) quietly(request(source, 'notes.close'));
      },
      stepBy: (by) => {
        const { presenting } = get();
        if (!presenting) return;
        const place = placeBeside(presenting.slides, presenting.run, presenting.place, by);
        if (place) show(place);
        else change({ isBlank: false });
      },
      goTo: (slide) => {
        const count = get().presenting?.slides.length ?? 0;
        show({ slide: Math.max(0, Math.min(slide, count - 1)), step: 0 });
      },
      toggleBlank: () => change({ isBlank: !get().presenting?.isBlank }),
      openNotes: () => {
        if (!isLive) return;
        askForNotes(true).catch((error) => get().notify(failureOf(error)));
      },
      receiveNotesClosed: () => change({ hasNotes: false }),
      changeTimer: (asked) => {
        const { presenting } = get();
        if (presenting) change({ timer: changedTimer(presenting.timer, asked, Date.now()) });
      },
      showNotes: async (page) => {
        // Without notes there still is a presentation.
        await request(source, 'notes.show', page).catch(() => undefined);
      },
      measureLive: async () => {
        // A report has nothing to measure with: its slides are the record.
        if (!isLive) return;
        const { presenting, devices } = get();
        const slide = presenting?.slides[presenting.place.slide];
        if (!presenting || !slide || presenting.live?.status === 'measuring') return;
        const isShown = () => get().presenting?.slides[get().presenting?.place.slide ?? -1] === slide;
        const fail = (reason: string) => isShown() && change({ live: { status: 'failed', reason } });
        if (isMeasuring(get())) return void fail('something else is being measured');
        const asked = liveRequest(slide, presenting.run, devices);
        if ('reason' in asked) return void fail(asked.reason);
        change({ live: { status: 'starting' } });
        try {
          const { runId } = await request(source, 'sweep.start', { name: 'Live', sweep: asked.sweep });
          if (!isShown()) return void (await request(source, 'sweep.cancel', { runId }));
          change({ live: { status: 'measuring', runId } });
          await ended(runId);
          const run = await request(source, 'runs.get', { runId });
          if (!isShown()) return;
          const isMeasured = run.status === 'finished' && run.cells.some(({ status }) => status === 'ok');
          if (isMeasured) change({ live: { status: 'measured', run } });
          else fail(run.failure?.message ?? 'no cell was measured');
        } catch (error) {
          fail(failureOf(error).message);
        }
      },
    };
  };

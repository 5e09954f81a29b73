import type { StateCreator } from 'zustand';
import type { TuningRecord } from '../../electron/ipc/tune/record.ts';
import type { KnownTunings, TuneProgress, TuneRequest } from '../../electron/ipc/tune/tune-request.ts';
import { INITIAL_TUNE_FORM, type TuneForm, tuneFormFrom } from '../model/tune-form.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** What the view of the tuner shows; all of it stays as it is while the view is closed. */
export interface TuneViewState {
  readonly isOpen: boolean;
  /** Whether it asks for a new tuning. */
  readonly isAsking: boolean;
  /** The id of the tuning that is shown; null: the newest. */
  readonly tuning: string | null;
  /** Of its classes of sizes and contenders, by name; null, or one that is not there: the first. */
  readonly sizeClass: string | null;
  readonly contender: string | null;
  /** The parameters of the heat map; null: the two that matter most. */
  readonly x: string | null;
  readonly y: string | null;
}

export interface TuneSlice {
  /** The tunings and adopted defaults of the store; null until they are known. */
  tuner: KnownTunings | null;
  /** The tuning that is measured here. */
  tuneProgress: TuneProgress | null;
  tuneView: TuneViewState;
  tuneForm: TuneForm;
  /** What was found by the tuning that is shown. */
  tuningRecord: TuningRecord | null;
  loadTuner(): Promise<void>;
  /** Shows a tuning, or the one that was shown last. */
  openTuner(id?: string): void;
  closeTuner(): void;
  /** Opens the form of a new tuning; the first time, with the sizes and options of the sweep's. */
  askForTuning(): void;
  setTuneView(change: Partial<TuneViewState>): void;
  setTuneForm(change: Partial<TuneForm>): void;
  startTuning(asked: TuneRequest): Promise<void>;
  /** Goes on for what is left of its budget, or for so long. */
  resumeTuning(id: string, budgetMs?: number): Promise<void>;
  cancelTuning(): Promise<void>;
  deleteTuning(id: string): Promise<void>;
  adoptTuning(id: string): Promise<void>;
  /** @param place the device: see noiseKey() */
  forgetAdoption(place: string, sizeClass: string, contender: string): Promise<void>;
  exportAdoptions(): Promise<void>;
  receiveTuner(tuner: KnownTunings): void;
  receiveTuneProgress(progress: TuneProgress | null): void;
}

/** The tuning that the view shows; undefined if there is none. */
export function shownTuning({ tuner, tuneView }: Pick<TuneSlice, 'tuner' | 'tuneView'>) {
  const tunings = tuner?.tunings ?? [];
  return tunings.find(({ id }) => id === tuneView.tuning) ?? tunings[0];
}

export const createTuneSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], TuneSlice> =>
  (set, get) => {
    const attempt = (action: Promise<unknown>) =>
      action.then(
        () => undefined,
        (error) => get().notify(failureOf(error)),
      );
    /** Runs what a person asked for; the failure of what they asked for before is over. */
    const act = (action: () => Promise<unknown>) => {
      get().notify(null);
      return attempt(action());
    };
    /** Fetches what was found by the tuning that is shown. */
    const refresh = async () => {
      const id = shownTuning(get())?.id;
      const record = id === undefined ? null : await request(source, 'tune.show', { id });
      // Another one may have been chosen meanwhile.
      if (shownTuning(get())?.id === id) set({ tuningRecord: record });
    };
    const setView = (change: Partial<TuneViewState>) =>
      set(({ tuneView }) => ({ tuneView: { ...tuneView, ...change } }));
    const show = (id: string) => {
      setView({ isOpen: true, isAsking: false, tuning: id });
      return refresh();
    };
    const measure = (begin: () => Promise<{ id: string }>) =>
      act(async () => {
        const { id } = await begin();
        set({ tuner: await request(source, 'tune.list') });
        await show(id);
      });
    return {
      tuner: null,
      tuneProgress: null,
      tuneView: {
        isOpen: false,
        isAsking: false,
        ...{ tuning: null, sizeClass: null, contender: null, x: null, y: null },
      },
      tuneForm: INITIAL_TUNE_FORM,
      tuningRecord: null,
      loadTuner: () => attempt(request(source, 'tune.list').then((tuner) => set({ tuner }))),
      openTuner: (id) => {
        const shown = id ?? shownTuning(get())?.id;
        setView({ isOpen: true });
        if (shown !== undefined) void attempt(show(shown));
      },
      closeTuner: () => setView({ isOpen: false, isAsking: false }),
      askForTuning: () => {
        const { tuneForm, form, devices } = get();
        if (tuneForm === INITIAL_TUNE_FORM) set({ tuneForm: tuneFormFrom(form, devices) });
        setView({ isOpen: true, isAsking: true });
      },
      setTuneView: setView,
      setTuneForm: (change) => set(({ tuneForm }) => ({ tuneForm: { ...tuneForm, ...change } })),
      startTuning: (asked) => measure(() => request(source, 'tune.start', asked)),
      resumeTuning: (id, budgetMs) =>
        measure(() => request(source, 'tune.resume', budgetMs === undefined ? { id } : { id, budgetMs })),
      cancelTuning: () => act(() => request(source, 'tune.cancel')),
      deleteTuning: (id) => act(() => request(source, 'tune.delete', { id })),
      adoptTuning: (id) => act(() => request(source, 'tune.adopt', { id })),
      forgetAdoption: (place, sizeClass, contender) =>
        act(() => request(source, 'tune.forget', { place, sizeClass, contender })),
      exportAdoptions: () =>
        act(async () => {
          const saved = await request(source, 'tune.export');
          const message = `Exported adopted defaults to ${saved?.path}`;
          if (saved) get().receiveLog({ level: 'info', message, at: new Date().toISOString() });
        }),
      receiveTuner: (tuner) => {
        set({ tuner });
        if (get().tuneView.isOpen) void attempt(refresh());
      },
      receiveTuneProgress: (tuneProgress) => set({ tuneProgress }),
    };
  };

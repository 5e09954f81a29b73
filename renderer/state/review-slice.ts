import type { StateCreator } from 'zustand';
import { suiteOf } from '../../electron/ipc/history/suite.ts';
import { type ReviewEntry, stepsByBaseline } from '../../electron/ipc/review/decisions.ts';
import type { InboxFilter, InboxGroup } from '../../electron/ipc/review/inbox.ts';
import type { Review, ReviewCell } from '../../electron/ipc/review/review.ts';
import { standingOf } from '../../electron/ipc/review/standing.ts';
import type { Run, RunHeader } from '../../electron/ipc/types.ts';
import { problemKey } from '../../kernels/index.ts';
import { listedCells, shownCell } from '../model/review.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** How the charts of two runs are laid over each other. */
export const REVIEW_LAYOUTS = ['overlay', 'beside', 'wipe', 'flicker', 'pixels'] as const;
export type ReviewLayout = (typeof REVIEW_LAYOUTS)[number];

/** The review that is shown, with what its charts need of the baseline. */
export interface OpenReview {
  readonly review: Review;
  readonly baseline: Run;
}

export interface ReviewSlice {
  /** Whether the centre shows the review of the run in place of its sweep. */
  reviewing: boolean;
  /** The runs that others are compared with, by the keys of suites. */
  suiteBaselines: Readonly<Record<string, string>>;
  /** The run that was last made a baseline, or chosen as one, which goes before the suite's. */
  chosenBaseline: string | null;
  opened: OpenReview | null;
  reviewLayout: ReviewLayout;
  inboxFilter: InboxFilter;
  foldedInbox: readonly InboxGroup[];
  /** Whether the note on a cell is being written. */
  noting: boolean;
  /** Why a rematch waits for consent. */
  rematchConsent: string | null;
  setReviewing(reviewing: boolean): void;
  loadBaselines(): Promise<void>;
  /** Makes a run the baseline of its suite, and of the next candidate. */
  makeBaseline(runId: string): Promise<void>;
  /** Compares the shown run with another, without making that the suite's baseline. */
  compareWith(runId: string): void;
  /** Judges the shown run against its baseline, if it is still this one. */
  openReview(candidateId: string): Promise<void>;
  setReviewLayout(layout: ReviewLayout): void;
  setInboxFilter(change: Partial<InboxFilter>): void;
  toggleInbox(group: InboxGroup): void;
  setNoting(noting: boolean): void;
  selectReviewed(cell: ReviewCell): void;
  /** Selects the cell so many places after the shown one in the inbox. */
  stepReview(by: number): void;
  /** Decides about the shown cell. */
  decide(decision: ReviewEntry['decision'], note?: string): Promise<void>;
  /** Accepts every cell that needs a decision and has none. */
  acceptOpen(): Promise<void>;
  undoDecision(): Promise<void>;
  rematch(isTrusted: boolean): Promise<void>;
  dismissConsent(): void;
  saveReview(type: 'md' | 'html', picture: () => string | null): Promise<void>;
  receiveForReview(header: RunHeader): void;
}

/** The run that the shown one is compared with; null if there is none. */
export function baselineFor(state: WorkbenchState): string | null {
  const { run, opened, chosenBaseline, suiteBaselines, headers } = state;
  if (!run) return null;
  // What is being reviewed stays, also once it was accepted and is the suite's baseline itself.
  if (opened?.review.candidate.id === run.id) return opened.review.baseline.id;
  // A candidate that was reviewed before, here or where it came from, is shown with its decisions.
  const reviewed = [...stepsByBaseline(run.decisions).keys()].reverse();
  const known = [chosenBaseline, ...reviewed, suiteBaselines[suiteOf(run).key]];
  return known.find((id) => id && id !== run.id && headers.some((one) => one.id === id)) ?? null;
}

export const createReviewSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], ReviewSlice> =>
  (set, get) => {
    const attempt = (action: () => Promise<void>) =>
      action().catch((error) => get().notify(failureOf(error)));
    /** The review that was last asked for. */
    let asked = 0;
    const runsOf = ({ review: { baseline, candidate } }: OpenReview) => ({
      baseline: baseline.id,
      candidate: candidate.id,
    });
    const receiveEntries = async (of: OpenReview, entries: readonly ReviewEntry[]) => {
      const { opened } = get();
      const isShown = opened?.review.candidate.id === of.review.candidate.id;
      if (!opened || !isShown || opened.review.baseline.id !== of.review.baseline.id) return;
      const review = { ...opened.review, entries };
      set({ opened: { ...opened, review } });
      await get().loadBaselines();
      if (standingOf(review).isAccepted)
        get().tell({
          message: `“${review.candidate.name}” is accepted: it is the baseline of its suite now`,
        });
    };
    const decideAbout = (cells: readonly string[], decision: ReviewEntry['decision'], note: string) =>
      attempt(async () => {
        const { opened } = get();
        if (!opened || cells.length === 0) return;
        const answer = { ...runsOf(opened), cells: [...cells], decision, note };
        await receiveEntries(opened, await request(source, 'review.decide', answer));
      });
    return {
      reviewing: false,
      suiteBaselines: {},
      chosenBaseline: null,
      opened: null,
      reviewLayout: 'overlay',
      inboxFilter: { contender: null, openOnly: false },
      foldedInbox: ['SAME'],
      noting: false,
      rematchConsent: null,
      setReviewing: (reviewing) => set({ reviewing }),
      loadBaselines: () =>
        attempt(async () => set({ suiteBaselines: await request(source, 'review.baselines') })),
      makeBaseline: (runId) =>
        attempt(async () => {
          const suiteBaselines = await request(source, 'review.set-baseline', { runId });
          set({ suiteBaselines, chosenBaseline: runId, opened: null });
          const name = get().headers.find(({ id }) => id === runId)?.name ?? 'The run';
          get().tell({ message: `“${name}” is the baseline now` });
        }),
      compareWith: (chosenBaseline) => set({ chosenBaseline, opened: null }),
      openReview: (candidateId) =>
        attempt(async () => {
          const { run } = get();
          const baselineId = baselineFor(get());
          if (run?.id !== candidateId || baselineId === null) return;
          asked += 1;
          const own = asked;
          const runs = { baseline: baselineId, candidate: run.id };
          const before = get().opened;
          if (before && before.review.candidate.id !== run.id) set({ opened: null });
          const [review, baseline] = await Promise.all([
            request(source, 'review.open', runs),
            request(source, 'runs.get', { runId: baselineId }),
          ]);
          if (own !== asked) return;
          set({ opened: { review, baseline } });
          const first = shownCell(get());
          if (first) get().selectReviewed(first);
        }),
      setReviewLayout: (reviewLayout) => set({ reviewLayout }),
      setInboxFilter: (change) => set(({ inboxFilter }) => ({ inboxFilter: { ...inboxFilter, ...change } })),
      toggleInbox: (group) =>
        set(({ foldedInbox: folded }) => ({
          foldedInbox: folded.includes(group) ? folded.filter((one) => one !== group) : [...folded, group],
        })),
      setNoting: (noting) => set({ noting }),
      selectReviewed: ({ problem, contender }) => {
        const { run, select } = get();
        if (run) select({ runId: run.id, problem: problemKey(problem), contender });
        set({ noting: false });
      },
      stepReview: (by) => {
        const listed = listedCells(get());
        const at = listed.findIndex(({ id }) => id === shownCell(get())?.id);
        const next = listed[Math.min(Math.max(at + by, 0), listed.length - 1)];
        if (next) get().selectReviewed(next);
      },
      decide: async (decision, note = '') => {
        const cell = shownCell(get());
        if (cell) await decideAbout([cell.id], decision, note);
      },
      acceptOpen: async () => {
        const review = get().opened?.review;
        if (review) await decideAbout(standingOf(review).open, 'accepted', '');
      },
      undoDecision: () =>
        attempt(async () => {
          const { opened } = get();
          if (!opened) return;
          await receiveEntries(opened, await request(source, 'review.undo', runsOf(opened)));
        }),
      rematch: (isTrusted) =>
        attempt(async () => {
          const { opened, starting } = get();
          set({ rematchConsent: null });
          if (!opened || starting) return;
          // The device's roof is measured before the run is there.
          set({ starting: true });
          try {
            await request(source, 'review.rematch', { ...runsOf(opened), isTrusted });
          } catch (error) {
            const failure = failureOf(error);
            if (failure.code !== 'NO_CONSENT') throw error;
            set({ rematchConsent: failure.message });
          } finally {
            set({ starting: false });
          }
        }),
      dismissConsent: () => set({ rematchConsent: null }),
      saveReview: (type, picture) =>
        attempt(async () => {
          const { opened } = get();
          if (!opened) return;
          const saved = await request(source, 'review.save', {
            ...runsOf(opened),
            type,
            picture: type === 'html' ? picture() : null,
          });
          if (saved) get().tell({ message: `Exported the review to ${saved.path}` });
        }),
      receiveForReview: ({ status, request: { rematch } }) => {
        const review = get().opened?.review;
        const isOurs =
          rematch?.baseline.id === review?.baseline.id && rematch?.candidate.id === review?.candidate.id;
        if (review && isOurs && status === 'finished') void get().openReview(review.candidate.id);
      },
    };
  };

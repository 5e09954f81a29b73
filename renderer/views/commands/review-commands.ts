import type { CommandId } from '../../model/command-keys.ts';
import { isMeasuring } from '../../state/noise-slice.ts';
import { REVIEW_LAYOUTS, type ReviewLayout } from '../../state/review-slice.ts';
import type { WorkbenchState } from '../../state/store.ts';
import { type Command, hasRun } from './command.ts';

const isOpen = ({ reviewing, opened }: WorkbenchState) => reviewing && opened !== null;

/** Works in a review only: its key means something else in other views. */
function inReview(id: CommandId, label: string, run: Command['run']): Command {
  return { id, label, group: 'Review', listedWhenEnabled: true, enabled: isOpen, run };
}

export const LAYOUT_COMMANDS = {
  overlay: 'review-overlay',
  beside: 'review-beside',
  wipe: 'review-wipe',
  flicker: 'review-flicker',
  pixels: 'review-pixels',
} as const satisfies Record<ReviewLayout, CommandId>;

export const LAYOUT_LABELS: Readonly<Record<ReviewLayout, string>> = {
  overlay: 'Overlay',
  beside: 'Side by side',
  wipe: 'Wipe',
  flicker: 'Flicker',
  pixels: 'Pixels',
};

/** Commands for the review of a candidate. They go before those of other views with the same keys. */
export const REVIEW_COMMANDS: readonly Command[] = [
  {
    id: 'review',
    label: 'Review against the baseline',
    group: 'Review',
    enabled: hasRun,
    run: (state) => state.setReviewing(!state.reviewing),
  },
  {
    id: 'make-baseline',
    label: 'Make this run the baseline',
    group: 'Review',
    enabled: ({ run }) => run !== null && run.status !== 'running',
    run: ({ run, makeBaseline }) => {
      if (run) void makeBaseline(run.id);
    },
  },
  inReview('review-next', 'Next cell', (state) => state.stepReview(1)),
  inReview('review-previous', 'Previous cell', (state) => state.stepReview(-1)),
  inReview('review-accept', 'Accept cell', (state) => void state.decide('accepted')),
  inReview('review-accept-all', 'Accept all open cells', (state) => void state.acceptOpen()),
  inReview('review-reject', 'Reject cell', (state) => void state.decide('rejected')),
  inReview('review-note', 'Note on cell', (state) => state.setNoting(true)),
  inReview('review-undo', 'Undo decision', (state) => void state.undoDecision()),
  ...REVIEW_LAYOUTS.map((layout) =>
    inReview(LAYOUT_COMMANDS[layout], `Charts: ${LAYOUT_LABELS[layout].toLowerCase()}`, (state) =>
      state.setReviewLayout(layout),
    ),
  ),
  {
    ...inReview('rematch', 'Rematch of unclear cells', (state) => void state.rematch(false)),
    enabled: (state) => isOpen(state) && !isMeasuring(state),
  },
];

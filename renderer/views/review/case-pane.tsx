import { useMemo } from 'react';
import {
  changeText,
  intervalText,
  timesText,
  verdictText,
} from '../../../electron/ipc/review/change-text.ts';
import {
  type CellDecision,
  decisionsOf,
  MAX_NOTE_CHARACTERS,
} from '../../../electron/ipc/review/decisions.ts';
import type { Review, ReviewCell } from '../../../electron/ipc/review/review.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { COMMAND_KEYS } from '../../model/command-keys.ts';
import { problemLabel } from '../../model/problem-size.ts';
import { shownCell } from '../../model/review.ts';
import { type OpenReview, REVIEW_LAYOUTS } from '../../state/review-slice.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';
import { Keys, withKeys } from '../../widgets/key.tsx';
import { Swatch } from '../../widgets/marker.tsx';
import { RenameField } from '../../widgets/rename-field.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { LAYOUT_COMMANDS, LAYOUT_LABELS } from '../commands/review-commands.ts';
import { PaneTools } from '../shell/pane.tsx';
import { CompareChart } from './compare-chart.tsx';

/** The cell that is looked at: both runs' charts of its contender, and the decision about it. */
export function CasePane({ opened, candidate }: { opened: OpenReview; candidate: Run }) {
  const cell = useWorkbench(shownCell);
  const layout = useWorkbench((state) => state.reviewLayout);
  const { setReviewLayout } = useWorkbenchStore().getState();
  return (
    <section className="case-pane" aria-label="Case" data-testid="case" data-pane="chart" tabIndex={-1}>
      <header className="pane-header">
        <h2>Both runs</h2>
        <span className="spacer" />
        <Segmented
          label="Charts of both runs"
          value={layout}
          options={REVIEW_LAYOUTS.map((value) => ({
            value,
            label: LAYOUT_LABELS[value],
            title: withKeys(LAYOUT_LABELS[value], LAYOUT_COMMANDS[value]),
          }))}
          onChange={setReviewLayout}
        />
        <PaneTools pane="chart" />
      </header>
      {cell && (
        <>
          <CompareChart opened={opened} candidate={candidate} cell={cell} layout={layout} />
          <CaseRow review={opened.review} cell={cell} />
        </>
      )}
    </section>
  );
}

/** What is known of the cell, and what is to be decided. */
function CaseRow({ review, cell }: { review: Review; cell: ReviewCell }) {
  const decision = useMemo(() => decisionsOf(review.entries).get(cell.id), [review.entries, cell.id]);
  const noting = useWorkbench((state) => state.noting);
  const { decide, setNoting } = useWorkbenchStore().getState();
  return (
    <footer className="case-row">
      <p className="case-facts">
        <strong className="verdict" data-verdict={verdictText(cell)} data-testid="case-verdict">
          {verdictText(cell)}
        </strong>
        <Swatch contender={cell.contender} />
        <span className="truncate" title={problemLabel(cell.problem)}>
          {contenderLabel(cell.contender)}, {problemLabel(cell.problem)}
        </span>
        <span className="num">{timesText(cell)}</span>
        <strong className="num">{changeText(cell)}</strong>
        {cell.interval95 && <span className="quiet num">95%: {intervalText(cell)}</span>}
      </p>
      <p className="quiet truncate" title={cell.reason}>
        {cell.rematch ? <RematchLink runId={cell.rematch} /> : 'Screened'}
        {': '}
        {cell.reason}
      </p>
      <div className="case-decision">
        <Decide />
        <span className="spacer" />
        {noting ? (
          <span className="case-note">
            <RenameField
              label="Why"
              name={decision?.note ?? ''}
              placeholder="Why? Enter keeps the note"
              maxLength={MAX_NOTE_CHARACTERS}
              onRename={(note) => void decide('noted', note)}
              onClose={() => setNoting(false)}
            />
          </span>
        ) : (
          <DecisionText decision={decision} />
        )}
      </div>
    </footer>
  );
}

/** Shows the run that the verdict is of. */
function RematchLink({ runId }: { runId: string }) {
  const { open, setReviewing } = useWorkbenchStore().getState();
  return (
    <button
      type="button"
      className="rematch-link"
      data-testid="rematch-run"
      title="Shows the run that measured both side by side"
      onClick={() => {
        setReviewing(false);
        void open(runId);
      }}
    >
      Rematch
    </button>
  );
}

const ACTIONS = [
  { id: 'review-accept', label: 'Accept', decision: 'accepted' },
  { id: 'review-reject', label: 'Reject', decision: 'rejected' },
] as const;

function Decide() {
  const { decide, undoDecision, setNoting } = useWorkbenchStore().getState();
  const hasEntries = useWorkbench(({ opened }) => (opened?.review.entries.length ?? 0) > 0);
  return (
    <>
      {ACTIONS.map(({ id, label, decision }) => (
        <Button key={id} size="small" data-testid={id} onClick={() => void decide(decision)}>
          {label} <Keys combo={COMMAND_KEYS[id]} />
        </Button>
      ))}
      <Button size="small" data-testid="review-note" onClick={() => setNoting(true)}>
        Note <Keys combo={COMMAND_KEYS['review-note']} />
      </Button>
      <Button
        size="small"
        kind="plain"
        icon="undo"
        disabled={!hasEntries}
        title={withKeys('Undo the last decision of this review', 'review-undo')}
        onClick={() => void undoDecision()}
      >
        Undo
      </Button>
    </>
  );
}

function DecisionText({ decision }: { decision: CellDecision | undefined }) {
  if (!decision) return <span className="quiet">Open</span>;
  const { decision: what, note, who, at } = decision;
  return (
    <span className="truncate" data-testid="case-decision" title={note}>
      <DecisionMark decision={what} /> {note && `“${note}” `}
      <span className="quiet">
        {who}, {at.slice(0, 10)}
      </span>
    </span>
  );
}

export function DecisionMark({ decision }: Pick<CellDecision, 'decision'>) {
  const [tone, text] =
    decision === 'accepted'
      ? ['tone-good', 'Accepted']
      : decision === 'rejected'
        ? ['tone-bad', 'Rejected']
        : ['quiet', 'Noted'];
  return <span className={tone}>{text}</span>;
}

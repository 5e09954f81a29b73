import { useMemo } from 'react';
import type { RunDifference } from '../../../electron/ipc/review/run-differences.ts';
import { standingOf } from '../../../electron/ipc/review/standing.ts';
import { summaryText } from '../../../electron/ipc/review/summary-text.ts';
import { isMeasuring } from '../../state/noise-slice.ts';
import type { OpenReview } from '../../state/review-slice.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Confirm } from '../../widgets/confirm.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { overlayPicture } from './overlay-picture.ts';

/** Which runs are compared, what differs between them beside the kernels, and how the review stands. */
export function ReviewHead({ opened: { review } }: { opened: OpenReview }) {
  const { baseline, candidate, differences, basis } = review;
  const standing = useMemo(() => standingOf(review), [review]);
  return (
    <section className="review-head" aria-label="Review">
      <div className="review-names">
        <h2 className="truncate" title={`${candidate.name} against ${baseline.name}`}>
          <strong>{candidate.name}</strong> <span className="quiet">against</span> {baseline.name}
        </h2>
        <span className="spacer" />
        <Actions hasOpen={standing.open.length > 0} hasUnclear={hasUnclear(review.cells)} />
      </div>
      <div className="review-facts">
        <p className="num" data-testid="review-summary">
          {standing.isAccepted && <span className="tone-good">Accepted · </span>}
          {summaryText(review)}
        </p>
        <ul className="review-chips" aria-label="What differs beside the kernels">
          {differences.map((one) => (
            <Chip key={`${one.what} ${one.candidate}`} difference={one} />
          ))}
          <li
            className="quiet"
            title="Two runs share no rounds, so only what exceeds the noise between runs counts"
          >
            {basis}
          </li>
        </ul>
      </div>
      <Consent />
    </section>
  );
}

function hasUnclear(cells: OpenReview['review']['cells']): boolean {
  return cells.some(
    ({ verdict, isBroken, isChanged }) => verdict === 'UNCLEAR' && !isBroken && isChanged !== null,
  );
}

const WEIGHTS: Readonly<Record<RunDifference['weight'], string>> = {
  invalidates: 'This invalidates the comparison: the times are of different things.',
  doubtful: 'A change of time may come from this.',
  noted: '',
};

function Chip({ difference: { what, baseline, candidate, weight } }: { difference: RunDifference }) {
  const text = baseline === null ? candidate : `${baseline} → ${candidate}`;
  return (
    <li className="review-chip" data-weight={weight} title={`${what}: ${text}\n${WEIGHTS[weight]}`.trim()}>
      <span>{what}</span> <span className="truncate">{text}</span>
      {weight === 'invalidates' && <span className="visually-hidden">{WEIGHTS.invalidates}</span>}
    </li>
  );
}

const REMATCH = 'Measures the unclear cells of both runs again, side by side';
const NO_REMATCH = 'No unclear cell is of a program that both runs keep, so none can be measured again';

function Actions({ hasOpen, hasUnclear: canRematch }: { hasOpen: boolean; hasUnclear: boolean }) {
  const isBusy = useWorkbench(isMeasuring);
  const starting = useWorkbench((state) => state.starting);
  const { rematch, acceptOpen, saveReview, setReviewing } = useWorkbenchStore().getState();
  return (
    <div className="review-actions">
      <Button
        size="small"
        disabled={!canRematch || isBusy}
        data-testid="rematch"
        title={withKeys(canRematch ? REMATCH : NO_REMATCH, 'rematch')}
        onClick={() => void rematch(false)}
      >
        {starting ? 'Starting…' : 'Rematch'}
      </Button>
      <Button
        size="small"
        disabled={!hasOpen}
        data-testid="accept-all"
        title={withKeys(
          'Accepts all open cells; without a rejected one the candidate becomes the baseline of its suite',
          'review-accept-all',
        )}
        onClick={() => void acceptOpen()}
      >
        Accept open
      </Button>
      <Button
        size="small"
        icon="export"
        data-testid="export-markdown"
        title="Saves the review as Markdown"
        onClick={() => void saveReview('md', () => null)}
      >
        Markdown
      </Button>
      <Button
        size="small"
        icon="export"
        data-testid="export-page"
        title="Saves the review as one page for any browser"
        onClick={() => void saveReview('html', overlayPicture)}
      >
        Page
      </Button>
      <IconButton
        size="small"
        icon="cross"
        label={withKeys('Back to the sweep', 'review')}
        onClick={() => setReviewing(false)}
      />
    </div>
  );
}

/** Asks before programs that came with files are run. */
function Consent() {
  const question = useWorkbench((state) => state.rematchConsent);
  const { rematch, dismissConsent } = useWorkbenchStore().getState();
  if (question === null) return null;
  return (
    <div className="review-consent">
      <Confirm
        label="Programs from a file"
        question={question}
        action="Run them"
        onConfirm={() => void rematch(true)}
        onClose={dismissConsent}
      />
    </div>
  );
}

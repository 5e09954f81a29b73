import { type ReactNode, useDeferredValue, useEffect, useMemo } from 'react';
import { formatPercent, formatRatio } from '../../../electron/ipc/figures.ts';
import { verifiedAgainst } from '../../../electron/ipc/own-kernels/verified-against.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { contenderLabel, problemKey } from '../../../kernels/index.ts';
import { headlineOf, intervalText, referenceOf, standingOf, verifiedText } from '../../model/headline.ts';
import { sizeLabel } from '../../model/problem-size.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Swatch } from '../../widgets/marker.tsx';

const TONES = { ahead: 'tone-good', tied: '', behind: 'tone-bad' } as const;

/** What the reader of a run came for, in one row. */
export function HeadlineRow({ run }: { run: Run }) {
  const { reference, best, noise, doubts, ...counts } = useHeadline(run);
  const { select } = useWorkbenchStore().getState();
  const other = reference === null ? '' : contenderLabel(reference);
  const standing = best && standingOf(best);
  return (
    <section className="headline" aria-label="Summary" data-testid="headline">
      <dl>
        {best && standing ? (
          <>
            <Item
              label={standing === 'ahead' ? 'Best contender' : `Best beside ${other}`}
              title={
                standing === 'ahead'
                  ? undefined
                  : `${other} is ${standing === 'tied' ? 'as fast' : 'faster'}; this is the best of the others`
              }
            >
              <Swatch contender={best.contender} />
              <strong className="truncate">{contenderLabel(best.contender)}</strong>
            </Item>
            <Item
              label={`Geometric mean, × ${other}`}
              title={`Speed relative to ${other}: the geometric mean over ${best.sizes} sizes, and its 95% interval`}
            >
              <strong className={`num ${TONES[standing]}`}>{formatRatio(best.speed)}</strong>
              <span className="quiet num">{intervalText(best)}</span>
            </Item>
            <Item label="Worst size">
              <button
                type="button"
                className="headline-link num"
                title={`Select ${sizeLabel(best.worst.problem)}`}
                onClick={() =>
                  select({
                    runId: run.id,
                    problem: problemKey(best.worst.problem),
                    contender: best.contender,
                  })
                }
              >
                <strong className={best.worst.speed < 1 ? 'tone-bad' : undefined}>
                  {formatRatio(best.worst.speed)}
                </strong>{' '}
                at {sizeLabel(best.worst.problem)}
              </button>
            </Item>
          </>
        ) : (
          <Item label="Best contender">
            <span className="quiet">
              {counts.done < counts.total ? 'Not measured yet' : 'Nothing to compare by one clock'}
            </span>
          </Item>
        )}
        <Item label="Noise" title="The middle of the relative interquartile ranges of all verified cells">
          <strong className="num">{noise === null ? '–' : formatPercent(noise)}</strong>
          {doubts.length > 0 && <span className="tone-warn truncate">{doubts.join(', ')}</span>}
        </Item>
        <Item
          label="Verified"
          title={`Cells whose result was compared with ${verifiedAgainst(run.request.problems)}`}
        >
          <strong className={`num ${counts.refuted > 0 ? 'tone-bad' : ''}`}>{verifiedText(counts)}</strong>
        </Item>
      </dl>
    </section>
  );
}

function Item({ label, title, children }: { label: string; title?: string; children: ReactNode }) {
  return (
    <div title={title}>
      <dt className="truncate">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** By the medians while a run is measured, and by all samples once they are known. */
function useHeadline(run: Run) {
  const readOnly = useWorkbench((state) => state.readOnly);
  const chosen = useWorkbench((state) => state.reference);
  const fetchSpeeds = useWorkbench((state) => state.fetchSpeeds);
  const speeds = useWorkbench((state) => state.speeds);
  const later = useDeferredValue(run);
  const { id, status } = run;
  const reference = useMemo(() => referenceOf(later, chosen), [later, chosen]);
  const isOver = status !== 'running';
  useEffect(() => {
    if (!readOnly && isOver && reference !== null) void fetchSpeeds(id, reference);
  }, [readOnly, isOver, id, reference, fetchSpeeds]);
  const isKnown = isOver && speeds?.runId === later.id && speeds.reference === reference;
  const known = isKnown ? speeds.list : null;
  return useMemo(() => headlineOf(later, reference, known), [later, reference, known]);
}

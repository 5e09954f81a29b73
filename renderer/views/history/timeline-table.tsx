import { Fragment } from 'react';
import { formatDuration, formatMoment } from '../../../electron/ipc/figures.ts';
import type { CellTimeline } from '../../../electron/ipc/history/cell-timeline.ts';
import { changeText } from '../../model/timeline.ts';

interface TimelineTableProps {
  timeline: CellTimeline;
  shownId: string;
  onOpen(runId: string): void;
}

/** The runs of a timeline, newest first, with what changed between them. */
export function TimelineTable({ timeline: { points, changes }, shownId, onOpen }: TimelineTableProps) {
  const changeAt = new Map(changes.map((change) => [change.index, change]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className="history-runs" tabIndex={0} aria-label="Runs of this history">
      <table className="num">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Median</th>
            <th scope="col">Change of level</th>
          </tr>
        </thead>
        <tbody>
          {points
            .map((point, index) => ({ point, change: changeAt.get(index) }))
            .reverse()
            .map(({ point, change }) => (
              <tr key={point.runId} aria-current={point.runId === shownId || undefined}>
                <th scope="row">
                  <button
                    type="button"
                    className="history-run"
                    title={point.name}
                    disabled={point.runId === shownId}
                    onClick={() => onOpen(point.runId)}
                  >
                    {formatMoment(point.startedAt)}
                  </button>
                </th>
                <td title={point.interval95.map(formatDuration).join(' – ')}>
                  {formatDuration(point.medianNs)}
                </td>
                <td className={change && (change.ratio > 1 ? 'tone-bad' : 'tone-good')}>
                  {change && <Change texts={[changeText(change), ...change.notes]} />}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}

/** Texts in one line as far as they fit, each whole. */
function Change({ texts }: { texts: readonly string[] }) {
  return texts.map((text, index) => (
    <Fragment key={text}>
      <span className="history-change">{index < texts.length - 1 ? `${text} ·` : text}</span>{' '}
    </Fragment>
  ));
}

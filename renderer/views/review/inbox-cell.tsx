import { memo } from 'react';
import { changeText, intervalText, timesText } from '../../../electron/ipc/review/change-text.ts';
import type { CellDecision } from '../../../electron/ipc/review/decisions.ts';
import type { ReviewCell } from '../../../electron/ipc/review/review.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { problemLabel, sizeLabel } from '../../model/problem-size.ts';
import { useWorkbenchStore } from '../../state/store.ts';
import { Swatch } from '../../widgets/marker.tsx';
import { DecisionMark } from './case-pane.tsx';

const TEXT_CHANGES = new Map<ReviewCell['isChanged'], string>([
  [true, 'changed'],
  [false, 'same'],
  [null, '–'],
]);

interface InboxCellProps {
  cell: ReviewCell;
  isCurrent: boolean;
  decision: CellDecision | undefined;
}

/** A cell in the inbox. A click looks at it. */
export const InboxCell = memo(function InboxCell({ cell, isCurrent, decision }: InboxCellProps) {
  const { selectReviewed } = useWorkbenchStore().getState();
  return (
    <tr data-testid="inbox-cell" data-current={isCurrent || undefined} title={cell.reason}>
      <td>
        <button
          type="button"
          tabIndex={isCurrent ? 0 : -1}
          aria-current={isCurrent || undefined}
          title={problemLabel(cell.problem)}
          onClick={() => selectReviewed(cell)}
        >
          {sizeLabel(cell.problem)}
        </button>
      </td>
      <td className="truncate">
        <Swatch contender={cell.contender} /> {contenderLabel(cell.contender)}
      </td>
      <td className="num">{timesText(cell)}</td>
      <td className="num inbox-change">{changeText(cell)}</td>
      <td className="num quiet">{intervalText(cell)}</td>
      <td className="quiet">{TEXT_CHANGES.get(cell.isChanged)}</td>
      <td className="truncate" title={decision?.note}>
        {decision ? <DecisionMark decision={decision.decision} /> : <span className="quiet">open</span>}{' '}
        {decision?.note}
      </td>
    </tr>
  );
});

import { memo } from 'react';
import { problemLabel, sizeLabel } from '../../model/problem-size.ts';
import type { Row } from '../../model/rows.ts';
import { activeOf, type CellRef } from '../../model/selection.ts';
import { useWorkbench } from '../../state/store.ts';
import { TableCell } from './table-cell.tsx';

interface TableRowProps {
  row: Row;
  rowIndex: number;
  runId: string;
  /** All contenders, in the order of the row's cells. */
  contenders: readonly string[];
  /** Those that have a column, in its order. */
  columns: readonly string[];
  /** The cell that has the tab stop while nothing is selected. */
  resting: CellRef | null;
}

/** The row of a size. Redraws only when its cells change or the selection enters or leaves it. */
export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { row, rowIndex, runId, contenders, columns, resting } = props;
  const lit = useWorkbench(({ selection }) => activeOf(selection)?.problem === row.key);
  return (
    <tr data-lit={lit || undefined} aria-rowindex={rowIndex} data-problem={row.key}>
      <th scope="row" className="truncate" title={problemLabel(row.problem)}>
        {sizeLabel(row.problem)}
      </th>
      {columns.map((contender) => {
        const entry = row.cells[contenders.indexOf(contender)];
        return entry ? (
          <TableCell
            key={contender}
            entry={entry}
            cellRef={{ runId, problem: row.key, contender }}
            tabStop={resting?.problem === row.key && resting.contender === contender}
          />
        ) : (
          <td key={contender} className="quiet">
            –
          </td>
        );
      })}
    </tr>
  );
});

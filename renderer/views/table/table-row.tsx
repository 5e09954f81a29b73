import { memo } from 'react';
import { problemLabel, sizeLabel } from '../../model/problem-size.ts';
import type { Row } from '../../model/rows.ts';
import { activeOf, type CellRef } from '../../model/selection.ts';
import { useWorkbench } from '../../state/store.ts';
import { TableCell, type TableFigures } from './table-cell.tsx';

interface TableRowProps {
  row: Row;
  rowIndex: number;
  runId: string;
  /** All contenders, in the order of the row's cells. */
  contenders: readonly string[];
  /** Those that have a column, in its order. */
  columns: readonly string[];
  figures: TableFigures;
  /** The contender whose cell has the tab stop of the table. */
  tabStop: string | undefined;
}

/** The row of a size. Redraws only when its cells change or the selection enters or leaves it. */
export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { row, rowIndex, runId, contenders, columns, figures, tabStop } = props;
  // One row asks for all of its cells, as there are hundreds.
  const contenderHere = (ref: CellRef | null) =>
    ref?.runId === runId && ref.problem === row.key ? ref.contender : undefined;
  const active = useWorkbench(({ selection }) => contenderHere(activeOf(selection)));
  const pinned = useWorkbench(({ selection }) => contenderHere(selection.pinned));
  return (
    <tr data-lit={active !== undefined || undefined} aria-rowindex={rowIndex} data-problem={row.key}>
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
            figures={figures}
            isActive={contender === active}
            isPinned={contender === pinned}
            tabStop={contender === tabStop}
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

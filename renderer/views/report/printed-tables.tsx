import { type CSSProperties, useMemo } from 'react';
import { type RateUnit, rateUnitOf, typicalProblem } from '../../../electron/ipc/rate.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { figureLabels } from '../../model/figure-text.ts';
import { visibleCells } from '../../model/filter.ts';
import { sizeLabel } from '../../model/problem-size.ts';
import { type Figure, tableRows } from '../../model/rows.ts';
import { seriesNotes } from '../../model/series-notes.ts';
import { useWorkbench } from '../../state/store.ts';
import { ContenderName } from '../../widgets/contender-name.tsx';
import { Swatch } from '../../widgets/marker.tsx';
import { sizeColumnPx } from '../table/column-widths.ts';
import { CellFigures } from './cell-figures.tsx';
import { columnGroups } from './column-groups.ts';

/** The figures of a cell on paper, in two lines of three as in cell-figures.tsx. */
const PRINTED = [
  'gflops',
  'utilization',
  'ofBest',
  'median',
  'iqr',
  'error',
] as const satisfies readonly Figure[];

/** The table on paper: every row, and no more contenders beside each other than the page has room for. */
export function PrintedTables({ run }: { run: Run }) {
  const sort = useWorkbench((state) => state.sort);
  const { contenders, problems } = run.request;
  const filter = useWorkbench((state) => state.filter);
  const rows = useMemo(() => tableRows(visibleCells(run, filter), run.request, sort), [run, filter, sort]);
  const notes = useMemo(() => seriesNotes(run.cells, run.environment), [run.cells, run.environment]);
  const unit = rateUnitOf(typicalProblem(problems));
  const sizePx = sizeColumnPx(run.request.problems);
  return columnGroups([...contenders.keys()], sizePx).map((places) => {
    const names = places.map((place) => contenders[place] ?? '');
    return (
      <table
        key={names.join()}
        className="sweep-table"
        style={{ '--size-column': `${sizePx}px` } as CSSProperties}
        aria-label={names.map(contenderLabel).join(', ')}
        data-testid="printed-table"
      >
        <PrintedHead contenders={names} unit={unit} noteOf={notes.of} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{sizeLabel(row.problem)}</th>
              {places.map((place) => {
                const entry = row.cells[place];
                return (
                  <td key={place} data-contender={contenders[place]}>
                    <div className="cell">{entry ? <CellFigures entry={entry} unit={unit} /> : '–'}</div>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    );
  });
}

interface PrintedHeadProps {
  contenders: readonly string[];
  unit: RateUnit;
  noteOf(contender: string): string | null;
}

/** Repeated on every page, without the buttons that sort: Chromium prints those on the first page only. */
function PrintedHead({ contenders, unit, noteOf }: PrintedHeadProps) {
  const labels = figureLabels(unit, null);
  return (
    <thead>
      <tr>
        <th scope="col">Size</th>
        {contenders.map((contender) => (
          <th key={contender} scope="col">
            <div className="contender-head">
              <Swatch contender={contender} width={20} />
              <ContenderName contender={contender} note={noteOf(contender)} />
            </div>
            <div className="figures">
              {PRINTED.map((figure) => (
                <small key={figure}>{labels[figure].label}</small>
              ))}
            </div>
          </th>
        ))}
      </tr>
    </thead>
  );
}

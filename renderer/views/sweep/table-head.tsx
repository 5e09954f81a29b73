import { type RateUnit, rateUnitOf, typicalProblem } from '../../../electron/ipc/rate.ts';
import { contenderLabel, extentsTitle, type Problem } from '../../../kernels/index.ts';
import type { Column, Sort } from '../../model/rows.ts';
import { useWorkbench } from '../../state/store.ts';
import { ContenderName } from '../../widgets/contender-name.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Swatch } from '../../widgets/marker.tsx';

/** The figures of a contender's column, in two lines of three as in table-row.tsx, with rates in a unit. */
export const figuresIn = (unit: RateUnit): { column: Column; label: string; title: string }[] => [
  { column: 'gflops', label: unit, title: 'Rate at the median time' },
  unit === 'GFLOPS'
    ? { column: 'utilization', label: 'Of roof', title: 'Rate relative to the roof' }
    : {
        column: 'utilization',
        label: 'Of memory',
        title: 'Rate relative to the bandwidth of memory; hot data, which a cache holds, may exceed it',
      },
  {
    column: 'ofBest',
    label: 'Of best',
    title:
      'Rate relative to the best verified contender at this size by the same clock; ≈ within the intervals',
  },
  { column: 'median', label: 'Median', title: 'Median time per dispatch' },
  { column: 'iqr', label: 'IQR', title: 'Interquartile range relative to the median' },
  { column: 'error', label: 'Error', title: 'Largest relative error against float64' },
];

interface TableHeadProps {
  contenders: readonly string[];
  sort: Sort;
  /** Of all rows, of one family. */
  problems: readonly Problem[];
  /** See seriesNotes(). */
  noteOf(contender: string): string | null;
}

/** The column titles; each sorts by its figure, and in the other direction when clicked again. */
export function TableHead({ contenders, sort, problems, noteOf }: TableHeadProps) {
  const figures = figuresIn(rateUnitOf(typicalProblem(problems)));
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" aria-sort={ariaSort(sort, null)}>
          <SortButton
            column="size"
            contender={null}
            label="Size"
            title={extentsTitle(problems)}
            sort={sort}
          />
        </th>
        {contenders.map((contender) => (
          <th key={contender} scope="col" aria-sort={ariaSort(sort, contender)}>
            <div className="contender-head">
              <Swatch contender={contender} width={20} />
              <ContenderName contender={contender} note={noteOf(contender)} />
            </div>
            <div className="figures">
              {figures.map((figure) => (
                <SortButton key={figure.column} {...figure} contender={contender} sort={sort} />
              ))}
            </div>
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface SortButtonProps {
  column: Column;
  contender: string | null;
  label: string;
  title: string;
  sort: Sort;
}

function SortButton({ column, contender, label, title, sort }: SortButtonProps) {
  const sortBy = useWorkbench((state) => state.sortBy);
  const active = sort.column === column && sort.contender === contender;
  const of = contender ? ` of ${contenderLabel(contender)}` : '';
  return (
    <button
      type="button"
      className="sort"
      data-active={active || undefined}
      data-descending={(active && sort.descending) || undefined}
      title={title}
      aria-label={`Sort by ${label}${of}`}
      onClick={() => sortBy(column, contender)}
    >
      {active && <Icon name="chevronDown" size={10} />}
      {label}
    </button>
  );
}

function ariaSort(sort: Sort, contender: string | null): 'ascending' | 'descending' | undefined {
  if (sort.contender !== contender) return undefined;
  return sort.descending ? 'descending' : 'ascending';
}

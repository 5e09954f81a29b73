import { useId } from 'react';
import type { Run } from '../../../electron/ipc/types.ts';
import { visibleProblems } from '../../model/filter.ts';
import { useWorkbench } from '../../state/store.ts';
import { withKeys } from '../../widgets/key.tsx';

/** Where the command that filters finds the field. */
export const FILTER_FIELD = 'chart-filter';

/** A condition that chart and table are filtered by, with its mistake at its place. */
export function FilterField({ run }: { run: Run }) {
  const filter = useWorkbench((state) => state.filter);
  const setFilter = useWorkbench((state) => state.setFilter);
  const hint = useId();
  const { keys, issue } = visibleProblems(run, filter);
  const { problems, contenders } = run.request;
  return (
    <span className="filter">
      <input
        id={FILTER_FIELD}
        type="search"
        className="text-field mono"
        value={filter}
        placeholder="Filter: n%64==0"
        aria-label="Filter sizes"
        aria-invalid={issue !== null}
        aria-describedby={hint}
        spellCheck={false}
        autoComplete="off"
        title={withKeys(
          `A condition, such as n%64==0, ratio(${contenders.at(-1)})<1 or m>=256 && k==n`,
          'filter',
        )}
        data-testid="filter"
        onChange={({ target }) => setFilter(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          setFilter('');
          event.currentTarget.blur();
        }}
      />
      <span id={hint} className="filter-hint" data-testid="filter-hint" data-wrong={issue ? '' : undefined}>
        {issue ? `${issue.value}: expected ${issue.expected}` : keys && `${keys.size} of ${problems.length}`}
      </span>
    </span>
  );
}

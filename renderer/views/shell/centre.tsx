import { useDeferredValue } from 'react';
import { Group } from 'react-resizable-panels';
import { showingsOf } from '../../state/panes-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { later } from '../../widgets/later.tsx';
import { HeadlineRow } from '../sweep/headline-row.tsx';
import { SweepTable } from '../table/sweep-table.tsx';
import { RunBanner } from './banner.tsx';
import { PanePanel, PaneSeparator } from './pane.tsx';
import { useRememberedLayout } from './use-remembered-layout.ts';
import { Welcome } from './welcome.tsx';

const ChosenView = later(async () => (await import('./chosen-view.tsx')).ChosenView);
const ReviewView = later(async () => (await import('../review/review-view.tsx')).ReviewView);

const PANELS = ['chart', 'table'] as const;

/** What a run says in one row, its chart and its table, or the welcome page if there is none. */
export function Centre() {
  const run = useWorkbench((state) => state.run);
  // The chart of a run that is opened comes first.
  const deferred = useDeferredValue(run);
  const loaded = useWorkbench((state) => state.arrived.runs);
  const chart = useWorkbench((state) => showingsOf(state).chart === 'placed');
  const table = useWorkbench((state) => showingsOf(state).table === 'placed');
  const layout = useRememberedLayout('centre', PANELS);
  const reviewing = useWorkbench((state) => state.reviewing);
  if (run && reviewing) return <ReviewView run={run} />;
  if (!run) return loaded ? <Welcome /> : <div className="centre" aria-busy="true" />;
  return (
    <div className="centre">
      <RunBanner run={run} />
      <HeadlineRow run={run} />
      <Group orientation="vertical" {...layout}>
        <PanePanel pane="chart" defaultSize="56%" minSize={176}>
          <ChosenView run={run} />
        </PanePanel>
        <PaneSeparator label="Height of the chart" isShown={chart && table} />
        <PanePanel pane="table" minSize={96}>
          <SweepTable run={deferred ?? run} />
        </PanePanel>
      </Group>
    </div>
  );
}

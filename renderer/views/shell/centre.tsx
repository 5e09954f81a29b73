import { Group, Panel, Separator } from 'react-resizable-panels';
import { layoutOf } from '../../state/settings-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { SweepTable } from '../sweep/sweep-table.tsx';
import { SweepView } from '../sweep/sweep-view.tsx';
import { RunBanner } from './banner.tsx';
import { Welcome } from './welcome.tsx';

const PANELS = ['chart', 'table'] as const;

/** The chart and table of the run that is shown, or the welcome page if there is none. */
export function Centre() {
  const run = useWorkbench((state) => state.run);
  const settings = useWorkbench((state) => state.settings);
  const rememberLayout = useWorkbench((state) => state.rememberLayout);
  const loaded = useWorkbench((state) => state.arrived.runs);
  if (!run) return loaded ? <Welcome /> : <div className="centre" aria-busy="true" />;
  return (
    <div className="centre">
      <RunBanner run={run} />
      <Group
        orientation="vertical"
        defaultLayout={layoutOf(settings, 'centre', PANELS)}
        onLayoutChanged={(layout, { isUserInteraction }) =>
          isUserInteraction && rememberLayout('centre', layout)
        }
      >
        <Panel id="chart" defaultSize="52%" minSize={200}>
          <SweepView run={run} />
        </Panel>
        <Separator className="separator" aria-label="Chart height" />
        <Panel id="table" minSize={120}>
          <SweepTable run={run} />
        </Panel>
      </Group>
    </div>
  );
}

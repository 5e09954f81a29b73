import { formatMoment } from '../../../electron/ipc/figures.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { useWorkbench } from '../../state/store.ts';
import { Palette } from '../commands/palette.tsx';
import { Shortcuts } from '../commands/shortcuts.tsx';
import { useKeyboard } from '../commands/use-keyboard.ts';
import { EnvironmentFacts } from '../drawer/environment.tsx';
import { Samples } from '../drawer/samples.tsx';
import { ShownMsl } from '../msl/shown-msl.tsx';
import { Presentation } from '../present/presentation.tsx';
import { RunBanner } from '../shell/banner.tsx';
import { ChosenView } from '../shell/chosen-view.tsx';
import { Toolbar } from '../shell/toolbar.tsx';
import { SweepTable } from '../table/sweep-table.tsx';
import { PrintedTables } from './printed-tables.tsx';
import { usePrinting } from './use-printing.ts';

/** A run as a page of its own, with the window's views in one column. */
export function Report({ run }: { run: Run }) {
  useKeyboard();
  const dialog = useWorkbench((state) => state.dialog);
  const printing = usePrinting();
  return (
    <div className="report">
      <Toolbar />
      <main>
        <p className="report-lead">
          {run.environment.device.name} · {run.cells.length} cells · {formatMoment(run.startedAt)}
        </p>
        <RunBanner run={run} />
        <div className="report-card report-chart">
          <ChosenView run={run} />
        </div>
        <div className="report-card">{printing ? <PrintedTables run={run} /> : <SweepTable run={run} />}</div>
        <div className="report-card report-msl">
          <ShownMsl />
        </div>
        <div className="report-card report-pad">
          <h2>Samples</h2>
          <Samples />
        </div>
        <div className="report-card report-pad">
          <h2>Environment</h2>
          <EnvironmentFacts run={run} />
        </div>
      </main>
      {dialog === 'palette' && <Palette />}
      {dialog === 'shortcuts' && <Shortcuts />}
      <Presentation />
    </div>
  );
}

import { useEffect } from 'react';
import type { CellTimeline } from '../../../electron/ipc/history/cell-timeline.ts';
import type { Cell, Run } from '../../../electron/ipc/types.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { problemLabel } from '../../model/problem-size.ts';
import type { CellRef } from '../../model/selection.ts';
import { timelineText } from '../../model/timeline.ts';
import { useCell, useSettledRef } from '../../state/selectors.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { ViewFrame } from '../shell/view-frame.tsx';
import { TimelinePlot } from './timeline-plot.tsx';
import { TimelineTable } from './timeline-table.tsx';

/** The selected cell over the runs of its suite, with its changes of level. */
export function HistoryView({ run }: { run: Run }) {
  const { ref } = useSettledRef();
  const cell = useCell(ref);
  const timeline = useTimeline(run, cell);
  const open = useOpenAt(ref);
  return (
    <ViewFrame
      title={cell ? `History of ${contenderLabel(cell.contender)}` : 'History'}
      note={cell ? problemLabel(cell.problem) : undefined}
    >
      {cell && timeline ? (
        <div className="history-view">
          <figure>
            <figcaption>{timelineText(timeline)}</figcaption>
            <TimelinePlot timeline={timeline} contender={cell.contender} shownId={run.id} onOpen={open} />
          </figure>
          <TimelineTable timeline={timeline} shownId={run.id} onOpen={open} />
        </div>
      ) : (
        <p className="empty" aria-busy={timeline === undefined}>
          {emptyText(cell, timeline)}
        </p>
      )}
    </ViewFrame>
  );
}

function emptyText(cell: Cell | null, timeline: CellTimeline | null | undefined): string {
  if (!cell) return 'Select a cell to see how it did in other runs.';
  return timeline === null
    ? 'No run of this suite that has ended has a verified figure of this cell.'
    : 'Reading the runs of this suite…';
}

/** Undefined until it is here. It is fetched again when the shown run ends. */
function useTimeline(run: Run, cell: Cell | null): CellTimeline | null | undefined {
  const fetchHistory = useWorkbench((state) => state.fetchHistory);
  const history = useWorkbench((state) => state.history);
  const [runId, isRunning, cellId] = [run.id, run.status === 'running', cell?.id];
  useEffect(() => {
    if (cellId && !isRunning) void fetchHistory(runId, cellId);
  }, [fetchHistory, runId, isRunning, cellId]);
  if (isRunning) return null;
  if (history?.cellId !== cellId) return undefined;
  // Another run of the suite has the same history, which so stays as one goes from run to run.
  const isOfSuite =
    history?.runId === runId || history?.timeline?.points.some((point) => point.runId === runId);
  return isOfSuite ? history?.timeline : undefined;
}

/** Opens a run, and selects the same cell there. */
function useOpenAt(ref: CellRef | null): (runId: string) => void {
  const store = useWorkbenchStore();
  return (runId) => {
    const { open, select } = store.getState();
    if (!ref || runId === ref.runId) return;
    void open(runId).then(() => {
      if (store.getState().run?.id === runId) select({ ...ref, runId });
    });
  };
}

import { useEffect, useMemo } from 'react';
import { programsOf } from '../../../electron/ipc/programs/restore-program.ts';
import { changeText, intervalText, timesText } from '../../../electron/ipc/review/change-text.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { visibleValue } from '../../../electron/ipc/visible-text.ts';
import { contenderLabel, targetOf } from '../../../kernels/index.ts';
import { cellsById } from '../../model/cell-index.ts';
import { kernelView } from '../../model/kernel-view.ts';
import { problemLabel } from '../../model/problem-size.ts';
import { shownCell } from '../../model/review.ts';
import { useWorkbench } from '../../state/store.ts';
import { Swatch } from '../../widgets/marker.tsx';
import { CodeViewer } from '../msl/later-code-viewer.tsx';
import { PaneTools } from '../shell/pane.tsx';

/** What changed in the MSL of the cell that is looked at, beside what changed in its time. */
export function ReviewMsl() {
  const cell = useWorkbench(shownCell);
  const baseline = useWorkbench(({ opened }) => opened?.baseline ?? null);
  const candidate = useWorkbench((state) => state.run);
  const before = useText(baseline, cell?.id ?? null);
  const after = useText(candidate, cell?.id ?? null);
  return (
    <section className="msl-panel" aria-label="MSL" data-testid="msl-diff" data-pane="msl" tabIndex={-1}>
      <header className="pane-header">
        <h2>MSL, from baseline to candidate</h2>
        <span className="spacer" />
        <PaneTools pane="msl" />
      </header>
      {cell && (
        <div className="kernel-head">
          <p className="kernel-title">
            <Swatch contender={cell.contender} />
            <strong>{contenderLabel(cell.contender)}</strong>
          </p>
          <p className="quiet">{problemLabel(cell.problem)}</p>
          <p className="num">
            {timesText(cell)} <strong>{changeText(cell)}</strong>{' '}
            <span className="quiet">{cell.interval95 && `95%: ${intervalText(cell)}`}</span>
          </p>
          <p className="quiet" data-testid="msl-changed">
            {changeNote(before, after)}
          </p>
        </div>
      )}
      {after !== null && (
        <CodeViewer source={after} original={before !== null && before !== after ? before : null} />
      )}
      {cell && after === null && (
        <p className="empty">
          {cell.isChanged === null ? 'The runs keep no text of this cell.' : 'Reading the texts…'}
        </p>
      )}
    </section>
  );
}

function changeNote(before: string | null, after: string | null): string {
  if (before === null || after === null) return 'There is nothing to compare';
  return before === after ? 'Both runs measured the same text' : 'The text differs';
}

/** The texts of the program that a cell of a run was measured with, one after the other; null until they are here. */
function useText(run: Run | null, id: string | null): string | null {
  const fetchProgram = useWorkbench((state) => state.fetchProgram);
  const cell = run && id !== null ? (cellsById(run.cells).get(id) ?? null) : null;
  const hash = cell?.program ?? null;
  const runId = run?.id;
  const kept = useWorkbench(({ programs }) =>
    hash === null ? null : run && Object.hasOwn(run.programs, hash) ? run : programs[hash],
  );
  useEffect(() => {
    if (kept === undefined && runId && id && hash) void fetchProgram(runId, id, hash);
  }, [kept, runId, id, hash, fetchProgram]);
  return useMemo(() => {
    if (!kept || !cell || hash === null || !run) return null;
    const program = { hash, kept: visibleValue(programsOf([hash], kept)) };
    const view = kernelView(cell.contender, cell.problem, targetOf(run.environment.device), program);
    if (view.kind !== 'generated') return null;
    return [...new Set(view.passes.map(({ kernel }) => kernel.source))].join('\n');
  }, [kept, cell, hash, run]);
}

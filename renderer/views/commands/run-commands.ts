import type { Run } from '../../../electron/ipc/types.ts';
import { runningRun } from '../../state/runs-slice.ts';
import type { WorkbenchState } from '../../state/store.ts';
import { startForm, startQuick } from '../../state/sweep-actions.ts';
import { RUN_STATUS } from '../sidebar/run-entry.tsx';
import { type Command, hasRun } from './command.ts';

const isRunning = (state: WorkbenchState) => runningRun(state) !== null;
const isIdle = (state: WorkbenchState) => !isRunning(state);

/** A command about the run that is shown. */
const onRun = (action: (state: WorkbenchState, run: Run) => unknown) => (state: WorkbenchState) => {
  if (state.run) action(state, state.run);
};

const openNeighbour = (delta: 1 | -1) =>
  onRun((state, run) => {
    const neighbour = state.headers[state.headers.findIndex(({ id }) => id === run.id) + delta];
    if (neighbour) void state.open(neighbour.id);
  });

/** Starting, stopping and keeping. */
export const RUN_COMMANDS: readonly Command[] = [
  {
    id: 'run-sweep',
    label: 'Run the sweep in the form',
    group: 'Sweep',
    keys: ['mod+enter'],
    enabled: isIdle,
    run: startForm,
  },
  {
    id: 'quick-sweep',
    label: 'Run the quick sweep',
    group: 'Sweep',
    keys: ['q'],
    enabled: isIdle,
    run: startQuick,
  },
  {
    id: 'new-sweep',
    label: 'Set up a sweep',
    group: 'Sweep',
    keys: ['n'],
    run: () => document.querySelector<HTMLTextAreaElement>('#sweep-sizes')?.select(),
  },
  {
    id: 'cancel-sweep',
    label: 'Cancel the running sweep',
    group: 'Sweep',
    keys: ['mod+.'],
    enabled: isRunning,
    run: (state) => void state.cancel(),
  },
  {
    id: 'resume-run',
    label: 'Resume the shown run',
    group: 'Run',
    keys: ['r'],
    enabled: (state) => isIdle(state) && state.run !== null && RUN_STATUS[state.run.status].resumable,
    run: onRun((state, { id }) => state.resume(id)),
  },
  {
    id: 'newer-run',
    label: 'Show the newer run',
    group: 'Run',
    keys: ['['],
    enabled: hasRun,
    run: openNeighbour(-1),
  },
  {
    id: 'older-run',
    label: 'Show the older run',
    group: 'Run',
    keys: [']'],
    enabled: hasRun,
    run: openNeighbour(1),
  },
  {
    id: 'rename-run',
    label: 'Rename the shown run',
    group: 'Run',
    keys: ['f2'],
    enabled: hasRun,
    run: onRun((state, { id }) => state.setRenaming(id)),
  },
  {
    id: 'delete-run',
    label: 'Delete the shown run',
    group: 'Run',
    keys: ['delete'],
    enabled: ({ run }) => run !== null && run.status !== 'running',
    run: onRun((state, { id }) => state.setDeleting(id)),
  },
  {
    id: 'import-run',
    label: 'Import a run',
    group: 'Run',
    keys: ['i'],
    run: (state) => void state.importRun(),
  },
  {
    id: 'export-run',
    label: 'Export the shown run',
    group: 'Run',
    keys: ['e'],
    enabled: hasRun,
    run: onRun((state, { id }) => state.exportRun(id)),
  },
  {
    id: 'report-run',
    label: 'Save a report of the shown run',
    group: 'Run',
    keys: ['shift+r'],
    enabled: hasRun,
    run: onRun((state, { id }) => state.saveReport(id)),
  },
];

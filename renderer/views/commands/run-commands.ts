import { flushSync } from 'react-dom';
import type { Run } from '../../../electron/ipc/types.ts';
import { RUN_STATUS } from '../../model/run-status.ts';
import { isMeasuring } from '../../state/noise-slice.ts';
import type { WorkbenchState } from '../../state/store.ts';
import { cancelMeasurement, measureNoise, startForm, startQuick } from '../../state/sweep-actions.ts';
import { isInEditor } from '../edit/is-in-editor.ts';
import { type Command, hasRun } from './command.ts';

const isIdle = (state: WorkbenchState) => !isMeasuring(state);

/** Acts on the run that is shown. */
const onRun = (action: (state: WorkbenchState, run: Run) => unknown) => (state: WorkbenchState) => {
  if (state.run) action(state, state.run);
};

const openNeighbour = (delta: 1 | -1) =>
  onRun((state, run) => {
    const neighbour = state.headers[state.headers.findIndex(({ id }) => id === run.id) + delta];
    if (neighbour) void state.open(neighbour.id);
  });

/** Commands for sweeps and recorded runs. */
export const RUN_COMMANDS: readonly Command[] = [
  {
    id: 'run-sweep',
    label: 'Run sweep',
    group: 'Sweep',
    inDialog: true,
    // In the editor of a copy, its key times the copy.
    enabled: (state) => isIdle(state) && !isInEditor(document.activeElement),
    // Not a sweep that nobody sees.
    run: (state) => (state.dialog === 'new-sweep' ? startForm(state) : state.setDialog('new-sweep')),
  },
  {
    id: 'quick-sweep',
    label: 'Run quick sweep',
    group: 'Sweep',
    enabled: isIdle,
    run: startQuick,
  },
  {
    id: 'new-sweep',
    label: 'New sweep',
    group: 'Sweep',
    run: (state) => state.setDialog('new-sweep'),
  },
  {
    id: 'save-sweep',
    label: 'Save sweep…',
    group: 'Sweep',
    inDialog: true,
    run: ({ setSavingSweep, setDialog }) => {
      setDialog('new-sweep');
      // Takes the focus when it is opened, after the sheet has given it to its first field.
      setTimeout(() => setSavingSweep(true));
    },
  },
  {
    id: 'cancel-sweep',
    label: 'Cancel what is measured',
    group: 'Sweep',
    enabled: isMeasuring,
    run: cancelMeasurement,
  },
  {
    id: 'measure-noise',
    label: 'Measure noise floor',
    group: 'Sweep',
    enabled: (state) => isIdle(state) && state.devices.length > 0,
    run: measureNoise,
  },
  {
    id: 'resume-run',
    label: 'Resume run',
    group: 'Run',
    enabled: (state) => isIdle(state) && state.run !== null && RUN_STATUS[state.run.status].resumable,
    run: onRun((state, { id }) => state.resume(id)),
  },
  {
    id: 'newer-run',
    label: 'Show newer run',
    group: 'Run',
    enabled: hasRun,
    run: openNeighbour(-1),
  },
  {
    id: 'older-run',
    label: 'Show older run',
    group: 'Run',
    enabled: hasRun,
    run: openNeighbour(1),
  },
  {
    id: 'rename-run',
    label: 'Rename run',
    group: 'Run',
    enabled: hasRun,
    run: onRun((state, { id }) => {
      state.showPane('navigator', true);
      state.setRenaming(id);
    }),
  },
  {
    id: 'delete-run',
    label: 'Delete run',
    group: 'Run',
    within: 'navigator',
    enabled: ({ run }) => run !== null && run.status !== 'running',
    run: onRun((state, { id }) => state.remove(id)),
  },
  {
    id: 'pin-run',
    label: 'Pin or unpin run',
    group: 'Run',
    enabled: hasRun,
    run: onRun((state, { id }) => {
      const header = state.headers.find((one) => one.id === id);
      if (header) return state.mark(id, { pinned: !header.pinned });
    }),
  },
  {
    id: 'tag-run',
    label: 'Tags of run',
    group: 'Run',
    enabled: hasRun,
    run: onRun((state, { id }) => {
      state.showPane('navigator', true);
      state.setTagging(id);
    }),
  },
  {
    id: 'find-run',
    label: 'Find run',
    group: 'Run',
    run: (state) => {
      // At once, since what is typed next is meant for the field.
      flushSync(() => state.showPane('navigator', true));
      document.querySelector<HTMLInputElement>('#run-search')?.select();
    },
  },
  {
    id: 'import-run',
    label: 'Open run…',
    group: 'Run',
    run: (state) => void state.importRun(),
  },
  {
    id: 'export-run',
    label: 'Export run…',
    group: 'Run',
    enabled: hasRun,
    run: onRun((state, { id }) => state.exportRun(id)),
  },
  {
    id: 'copy-link',
    label: 'Copy link to what is shown',
    group: 'Run',
    enabled: hasRun,
    run: (state) => state.copyLink(),
  },
  {
    id: 'report-run',
    label: 'Save report…',
    group: 'Run',
    enabled: hasRun,
    run: onRun((state, { id }) => state.saveReport(id)),
  },
  {
    id: 'pdf-run',
    label: 'Save report as PDF…',
    group: 'Run',
    enabled: hasRun,
    run: onRun((state, { id }) => state.savePdf(id)),
  },
];

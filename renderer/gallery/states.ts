import type { CellRef } from '../model/selection.ts';
import { CHART_STATES } from './chart-states.ts';
import { COPY_STATES } from './copy-states.ts';
import type { GalleryState } from './gallery-state.ts';
import { PRESENT_STATES } from './present-states.ts';
import { REVIEW_STATES } from './review-states.ts';
import * as runs from './runs.ts';
import { TUNE_STATES } from './tune-states.ts';
import { VIEW_STATES } from './view-states.ts';

const MOMENT = '2026-01-02T03:04:05';
const REF: CellRef = { runId: runs.FINISHED.id, problem: 'gemm-f32-256x256x256', contender: 'gemm-direct' };

const finished = { runs: [runs.FINISHED], devices: runs.DEVICES, conditions: runs.COOL };

/** For what is open only while a person uses it: clicks once the window is drawn. */
async function click(selector: string): Promise<void> {
  const found = document.querySelector<HTMLElement>(selector);
  if (found) return found.click();
  await new Promise(requestAnimationFrame);
  return click(selector);
}

export const STATES: readonly GalleryState[] = [
  { id: 'loading', title: 'Loading', silent: ['settings.get'] },
  { id: 'welcome', title: 'No runs yet', ...finished, runs: [] },
  { id: 'looking', title: 'Looking for devices', silent: ['devices.list'] },
  {
    id: 'no-device',
    title: 'No device',
    failures: { 'devices.list': { code: 'COMPUTE_DIED', message: 'The compute process did not start.' } },
    act: (state) => {
      state.receiveLog({ level: 'error', message: 'The compute process exited (code 1).', at: MOMENT });
      state.setDrawer({ open: true, tab: 'log' });
    },
  },
  { id: 'started', title: 'A sweep that has just started', ...finished, runs: [runs.STARTING] },
  {
    id: 'running',
    title: 'A running sweep',
    ...finished,
    runs: [runs.RUNNING],
    act: (state) => {
      state.receiveConditions(runs.COOL);
      state.receiveProgress({
        runId: runs.RUNNING.id,
        fraction: 0.42,
        remainingMs: 12_300,
        activity: 'Timing 256 × 256 × 256',
      });
    },
  },
  { id: 'finished', title: 'A finished run', ...finished },
  {
    id: 'pinned',
    title: 'A pinned cell, with its samples',
    ...finished,
    act: (state) => {
      state.pin(REF);
      state.setDrawer({ open: true, tab: 'samples' });
    },
  },
  {
    id: 'compile-times',
    title: 'What its kernels take to compile',
    ...finished,
    compileReport: runs.COMPILE_REPORT,
    act: ({ setDrawer }) => setDrawer({ open: true, tab: 'compile-times' }),
  },
  {
    id: 'compiling',
    title: 'Compile times being measured',
    ...finished,
    silent: ['compile.measure'],
    act: (state) => {
      state.setDrawer({ open: true, tab: 'compile-times' });
      void state.measureCompileTimes(runs.FINISHED.id);
      state.receiveCompileProgress({
        runId: runs.FINISHED.id,
        activity: 'compiling one by one',
        done: 3,
        total: 8,
      });
    },
  },
  { id: 'noise', title: 'A known noise floor', ...finished, noise: runs.NOISE },
  { id: 'noise-unknown', title: 'No noise floor', ...finished, noise: { ...runs.NOISE, floors: {} } },
  {
    id: 'measuring-noise',
    title: 'The noise floor being measured',
    ...finished,
    noise: runs.NOISE,
    silent: ['noise.measure'],
    act: (state) => {
      void state.measureNoise(runs.FINISHED.request.device);
      state.receiveConditions(runs.COOL);
      state.receiveNoiseProgress({
        run: 2,
        runs: 4,
        fraction: 0.31,
        remainingMs: 84_000,
        activity: 'timing 256 × 256 × 256',
      });
    },
  },
  {
    id: 'environment',
    title: 'The environment',
    ...finished,
    act: ({ setDrawer }) => setDrawer({ open: true, tab: 'environment' }),
  },
  {
    id: 'troubles',
    title: 'Wrong, failed, unsupported and rejected cells',
    ...finished,
    runs: [runs.TROUBLED],
    act: (state) => {
      const cell = runs.TROUBLED.cells.find(({ status }) => status === 'failed');
      if (cell)
        state.pin({
          runId: runs.TROUBLED.id,
          problem: cell.id.split('|')[0] ?? '',
          contender: cell.contender,
        });
      state.setDrawer({ open: true, tab: 'samples' });
    },
  },
  { id: 'all-failed', title: 'No cell has a figure', ...finished, runs: [runs.ALL_FAILED] },
  {
    id: 'doubtful',
    title: 'Doubtful cells, on a hot machine',
    ...finished,
    runs: [runs.DOUBTFUL],
    conditions: runs.HOT,
  },
  { id: 'cancelled', title: 'A cancelled run', ...finished, runs: [runs.CANCELLED] },
  { id: 'interrupted', title: 'An interrupted run', ...finished, runs: [runs.INTERRUPTED] },
  {
    id: 'varied',
    title: 'A parameter as the axis',
    ...finished,
    runs: [runs.VARIED],
    act: ({ setAxis }) => setAxis('blockM'),
  },
  {
    id: 'published',
    title: 'What others have published, beside a run',
    ...finished,
    act: ({ togglePublished }) => togglePublished(),
  },
  ...CHART_STATES,
  ...VIEW_STATES,
  { id: 'convolution', title: 'Layers of a network', ...finished, runs: [runs.CONVOLUTION] },
  {
    id: 'convolution-error',
    title: 'Errors of algorithms',
    ...finished,
    runs: [runs.CONVOLUTION],
    act: ({ setMetric }) => setMetric('error'),
  },
  {
    id: 'two-clocks',
    title: 'Figures by two clocks, on a GPU',
    ...finished,
    devices: runs.BOTH_DEVICES,
    runs: [runs.ON_GPU],
  },
  {
    id: 'runs',
    title: 'Runs of several suites, one pinned, one just deleted',
    ...finished,
    runs: [
      runs.FINISHED,
      { ...runs.CANCELLED, id: 'b' },
      { ...runs.INTERRUPTED, id: 'c' },
      runs.VARIED,
      { ...runs.CONVOLUTION, id: 'd' },
      { ...runs.ON_GPU, id: 'e' },
    ],
    act: ({ tell }) =>
      tell({
        message: 'Deleted “SGEMM 64–512, 4 contenders”',
        action: { label: 'Undo', run: () => undefined },
      }),
  },
  {
    id: 'many-runs',
    title: 'A thousand runs',
    ...finished,
    runs: runs.MANY,
  },
  {
    id: 'new-sweep',
    title: 'A new sweep',
    ...finished,
    act: ({ setDialog }) => setDialog('new-sweep'),
  },
  {
    id: 'starting',
    title: 'A sweep between the click and its start',
    ...finished,
    runs: [],
    silent: ['sweep.start'],
    act: (state) => {
      state.setDialog('new-sweep');
      void state.start('SGEMM 64–512, 4 contenders', runs.FINISHED.request);
    },
  },
  {
    id: 'ratio',
    title: 'The table by ratio, against another reference, in several epochs',
    ...finished,
    runs: [runs.EPOCHS],
    act: (state) => {
      state.setReference('gemm-direct');
      state.setFigure('ofReference');
      state.toggleColumn('gemm-tiled');
    },
  },
  {
    id: 'saved',
    title: 'A file that has been saved',
    ...finished,
    act: ({ tell }) => tell({ message: 'Saved the report to /home/ada/quick-sweep.html' }),
  },
  {
    id: 'maximised',
    title: 'The chart alone',
    ...finished,
    act: ({ maximisePane }) => maximisePane('chart'),
  },
  {
    id: 'form-errors',
    title: 'Mistakes in the form',
    ...finished,
    runs: [],
    act: ({ setForm, setDialog }) => {
      setForm({ sizes: '64:512:0, x', options: { batch: '0' } });
      setDialog('new-sweep');
    },
  },
  {
    id: 'saved-sweeps',
    title: 'Saved sweeps, one of a newer version',
    ...finished,
    savedSweeps: runs.SAVED_SWEEPS,
    act: ({ setSavingSweep, setDialog }) => {
      setDialog('new-sweep');
      setSavingSweep(true);
    },
  },
  {
    id: 'exporting',
    title: 'What can be saved of a run',
    ...finished,
    act: () => click('[aria-haspopup="menu"]'),
  },
  {
    id: 'notice',
    title: 'A request that failed',
    ...finished,
    act: ({ notify }) => notify({ code: 'BAD_BUNDLE', message: 'The file is not JSON.' }),
  },
  {
    id: 'trouble',
    title: 'A full disk, beside a request that failed',
    ...finished,
    act: ({ receiveTrouble, notify }) => {
      receiveTrouble({
        code: 'STORE_FAILED',
        message:
          'The run store /home/ada/tilescope.sqlite cannot grow: its disk is full. Free some space there.',
      });
      notify({ code: 'BAD_BUNDLE', message: 'The file is not JSON.' });
    },
  },
  ...TUNE_STATES,
  ...REVIEW_STATES,
  ...PRESENT_STATES,
  ...COPY_STATES,
  { id: 'palette', title: 'The command palette', ...finished, act: ({ setDialog }) => setDialog('palette') },
  { id: 'keys', title: 'The list of keys', ...finished, act: ({ setDialog }) => setDialog('shortcuts') },
  { id: 'report', title: 'A report', ...finished, report: true },
  {
    id: 'report-interrupted',
    title: 'A report of an interrupted run',
    runs: [runs.INTERRUPTED],
    report: true,
  },
  { id: 'fault', title: 'A fault in the window', fault: true },
];

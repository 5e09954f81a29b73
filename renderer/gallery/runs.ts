import { CellChecker } from '../../electron/ipc/bundle/cell-checker.ts';
import type { CompileReport } from '../../electron/ipc/compile-types.ts';
import recorded from '../../electron/ipc/demo/quick-sweep.json';
import { pendingCell } from '../../electron/ipc/new-run.ts';
import { type KnownNoise, noiseKey } from '../../electron/ipc/noise/noise-floor.ts';
import type { SavedSweep } from '../../electron/ipc/presets/saved-sweep.ts';
import { bundleHeadSchema, cellSchema } from '../../electron/ipc/run-schema.ts';
import type { Cell, Conditions, DeviceInfo, Run, RunHeader, RunMarks } from '../../electron/ipc/types.ts';
import type { Problem } from '../../kernels/index.ts';
import { countDone } from '../model/cells.ts';
import { cellOf, runOf, square } from '../model/fixture/recorded-run.ts';
import compileTimes from './fixture/compile-times.json';

/** What its kernels took to compile. */
export const COMPILE_REPORT = compileTimes as CompileReport;

export const SAVED_SWEEPS: readonly SavedSweep[] = [
  {
    name: 'llama-layer',
    preset: { hint: 'SGEMM · 1 – 4096', op: 'gemm', sizes: '1:64x4096x4096', where: ['m % 8 == 0'] },
    problem: null,
  },
  {
    name: 'nightly',
    preset: null,
    problem:
      'damaged, or saved by a newer version of Tilescope: threads = 4: expected an object without threads',
  },
];

/** Contenders that are younger than the recording. */
const YOUNGER = ['mps', 'mpsgraph', 'mpsgraph-default'].map((id) => ({
  id,
  available: false,
  reason: 'needs an Apple GPU',
}));

/** A quick sweep, as it was measured once on a processor. */
export const FINISHED = readRecorded();

function readRecorded(): Run {
  const { cells, ...head } = recorded.run;
  const { run } = bundleHeadSchema.parse({ ...recorded, run: head });
  const checker = new CellChecker(run);
  const device = {
    ...run.environment.device,
    contenders: [...run.environment.device.contenders, ...YOUNGER, { id: 'cblas-f64', available: true }],
  };
  return {
    ...run,
    ...moments(run.startedAt, run.finishedAt),
    name: 'Quick sweep',
    environment: { ...run.environment, device },
    cells: cells.map((cell) => checker.summarized(cellSchema.parse(cell))),
  };
}

/** Moments in the reader's time zone, so that the window shows the same ones everywhere. */
function moments(startedAt: string, finishedAt: string | null): Pick<Run, 'startedAt' | 'finishedAt'> {
  return { startedAt: startedAt.replace('Z', ''), finishedAt: finishedAt?.replace('Z', '') ?? null };
}

export const mapCells = (run: Run, change: (cell: Cell, index: number) => Partial<Cell>): Run => ({
  ...run,
  cells: run.cells.map((cell, index) => ({ ...cell, ...change(cell, index) })),
});

/** The run after a part of its cells, in the order of its problems; the next cell is in the given status. */
function partOf(run: Run, share: number, next: Cell['status']): Run {
  const order = run.request.problems.map((problem) => JSON.stringify(problem));
  const sorted = run.cells.toSorted(
    (a, b) => order.indexOf(JSON.stringify(a.problem)) - order.indexOf(JSON.stringify(b.problem)),
  );
  const done = Math.round(share * sorted.length);
  const cells = sorted.map((cell, index) => {
    if (index < done) return cell;
    return {
      ...pendingCell(cell.problem, cell.contender),
      status: index === done ? next : 'pending',
    } as const;
  });
  return { ...run, cells };
}

export const RUNNING: Run = { ...partOf(FINISHED, 0.55, 'running'), status: 'running', finishedAt: null };
export const STARTING: Run = { ...partOf(FINISHED, 0, 'pending'), status: 'running', finishedAt: null };
export const CANCELLED: Run = { ...partOf(FINISHED, 0.4, 'pending'), status: 'cancelled' };
export const INTERRUPTED: Run = {
  ...partOf(FINISHED, 0.7, 'pending'),
  status: 'interrupted',
  failure: { code: 'COMPUTE_DIED', message: 'The compute process exited (signal SIGKILL).' },
};

const emptied: Partial<Cell> = { summary: null, samples: [], verification: null };

/** Cells that have no figure, or one that does not count: each status, some sizes apart. */
const TROUBLES: readonly Partial<Cell>[] = [
  {
    ...emptied,
    status: 'failed',
    failure: {
      code: 'COMPILE_FAILED',
      message: "gemm.metal:31:9: error: use of undeclared identifier 'tile'",
    },
  },
  {
    status: 'wrong',
    verification: { maxRelativeError: 0.31, tolerance: 1e-5, method: 'elements', rowsChecked: 64, rows: 64 },
    summary: null,
    samples: [],
    failure: { code: 'WRONG_RESULT', message: 'The relative error is 0.31; the tolerance is 1e-5.' },
  },
  {
    ...emptied,
    status: 'unsupported',
    failure: { code: 'UNSUPPORTED', message: 'Needs 48 KiB of threadgroup memory; the device has 32 KiB.' },
  },
  {
    status: 'rejected',
    failure: { code: 'ABOVE_ROOF', message: 'Faster than the roof of the device allows.' },
  },
];

export const TROUBLED = mapCells(FINISHED, (_cell, index) => (index % 7 === 3 ? troubleAt(index) : {}));
export const ALL_FAILED = mapCells(FINISHED, () => troubleAt(0));

function troubleAt(index: number): Partial<Cell> {
  return TROUBLES[index % TROUBLES.length] ?? {};
}

export const HOT: Conditions = { thermalState: 'serious', lowPowerMode: false, powerSource: 'battery' };
export const COOL: Conditions = { thermalState: 'nominal', lowPowerMode: false, powerSource: 'mains' };

export const DOUBTFUL = mapCells(FINISHED, (_cell, index) => ({ conditions: index % 3 === 0 ? HOT : COOL }));

/** Times in ms of contenders at a problem, as they were measured once on two threads of a processor, and errors. */
export const measured = (
  problem: Problem,
  figures: Readonly<Record<string, readonly [ms: number, error: number]>>,
) =>
  Object.entries(figures).map(([contender, [ms, maxRelativeError]]) => {
    const cell = cellOf(problem, contender, ms * 1e6);
    return { ...cell, verification: cell.verification && { ...cell.verification, maxRelativeError } };
  });

/** As if it had been measured in several epochs, which gives intervals. */
export const EPOCHS = mapCells(FINISHED, ({ samples }) => ({
  samples: samples.map((sample) => ({ ...sample, epoch: sample.round % 3 })),
}));

/** One size, with a parameter varied. */
export const VARIED: Run = {
  ...runOf(
    ['gemm-simdgroup', 'gemm-direct'].flatMap((id, line) =>
      [8, 16, 32, 64].map((blockM, step) =>
        cellOf(square(512), `${id}@blockM=${blockM}`, 9e6 - 1.5e6 * line - 1.1e6 * Math.min(step, 3 - line)),
      ),
    ),
    moments('2026-01-03T10:20:00.000Z', '2026-01-03T10:21:00.000Z'),
  ),
  name: 'SGEMM · 512 · blockM',
};

const layer = (height: number, channels: number): Problem => ({
  ...({ op: 'convolution', dtype: 'f32', batch: 1, height, width: height, channels } as const),
  ...{ filters: channels, window: 3, padding: 1 },
});

/** 3×3 layers of ResNet-50. */
export const CONVOLUTION: Run = {
  ...runOf(
    [
      ...measured(layer(56, 64), {
        'convolution-implicit': [5.9, 3.1e-6],
        'convolution-winograd': [2.7, 9.8e-6],
        'convolution-im2col': [9.1, 3.1e-6],
        'cblas-convolution': [3.3, 1.4e-6],
      }),
      ...measured(layer(28, 128), {
        'convolution-implicit': [5.6, 4.2e-6],
        'convolution-winograd': [2.5, 1.2e-5],
        'convolution-im2col': [8.4, 4.2e-6],
        'cblas-convolution': [2.9, 1.9e-6],
      }),
      ...measured(layer(14, 256), {
        'convolution-implicit': [5.8, 5.7e-6],
        'convolution-winograd': [3.0, 1.6e-5],
        'convolution-im2col': [8.8, 5.7e-6],
        'cblas-convolution': [3.1, 2.6e-6],
      }),
    ],
    { name: 'Convolution f32, 3×3, ResNet-50' },
  ),
};

const GPU: DeviceInfo = {
  ...FINISHED.environment.device,
  id: 'metal',
  name: 'Fixture GPU',
  kind: 'gpu',
  threads: null,
  gpu: {
    family: 'Apple9',
    metal: 'Metal 3',
    unifiedMemory: true,
    workingSetBytes: 27_000_000_000,
    coreCount: 40,
    osBuild: '24A335',
    counterSampling: true,
    indirectEncoding: true,
    concurrentCompilations: 4,
  },
  contenders: FINISHED.environment.device.contenders.map(({ id }) => ({ id, available: true })),
};

/** Figures by two clocks: the library runs on the processor. */
export const ON_GPU: Run = {
  ...mapCells(FINISHED, ({ contender, samples, summary }) =>
    contender === 'cblas'
      ? {}
      : {
          samples: samples.map((sample) => ({ ...sample, gpuNs: 0.8 * sample.wallNs, encoderNs: null })),
          summary: summary && { ...summary, clock: 'gpu' },
        },
  ),
  name: 'Quick sweep on a GPU',
  request: { ...FINISHED.request, device: 'metal' },
  environment: {
    ...FINISHED.environment,
    device: GPU,
    roof: { gflops: 800, halfGflops: 1600, source: 'fixture' },
  },
};

/** What equal runs differ by on the device of the recording. */
export const NOISE: KnownNoise = {
  machine: FINISHED.environment.machine ?? 'fixture',
  floors: {
    [noiseKey(FINISHED.environment)]: {
      measuredAt: '2026-01-02T03:04:05.000Z',
      runs: 4,
      classes: {
        'generated, 10 to 100 µs': { paired: 0.021, betweenRuns: 0.124, cells: 12 },
        'generated, 100 µs to 1 ms': { paired: 0.013, betweenRuns: 0.087, cells: 15 },
        'library, under 10 µs': { paired: 0.018, betweenRuns: 0.062, cells: 5 },
      },
    },
  },
};

export const DEVICES: readonly DeviceInfo[] = [FINISHED.environment.device];
export const BOTH_DEVICES: readonly DeviceInfo[] = [GPU, FINISHED.environment.device];

/** As many as a year of measuring gives, a few hours apart. */
export const MANY: readonly Run[] = Array.from({ length: 1000 }, (_, index): Run => {
  const startedAt = new Date(Date.UTC(2026, 0, 2, 3, 4, 5) - index * 8.5 * 3_600_000)
    .toISOString()
    .replace('Z', '');
  const own = index % 3 === 1 ? CONVOLUTION : FINISHED;
  const name =
    index % 3 === 1 ? 'Convolution f32, 3×3, ResNet-50' : `SGEMM 64–512, ${2 + (index % 3)} contenders`;
  return { ...own, id: `many-${index}`, name, startedAt, finishedAt: startedAt };
});

/** What a person put on some of the runs. */
const MARKS: Readonly<Record<string, RunMarks>> = {
  b: { pinned: true, tags: ['release'] },
  c: { pinned: false, tags: ['nightly'] },
};

export function headerOf({ cells, ...run }: Run): RunHeader {
  return {
    ...run,
    cellCount: cells.length,
    doneCount: countDone(cells),
    isElsewhere: false,
    pinned: false,
    tags: [],
    ...MARKS[run.id],
  };
}

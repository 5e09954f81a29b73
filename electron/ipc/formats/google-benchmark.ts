import { problemKey } from '../../../kernels/index.ts';
import { SAMPLE_NAMES } from '../run-schema.ts';
import { median as medianOf } from '../summary/statistics.ts';
import type { Cell, CellStatus, Result, Run, Sample } from '../types.ts';
import { carriedText, readCarried, refuse, type SampleRow } from './carried.ts';
import { durationNs, flopsPerSecond, type MeasuredCell, measuredCells, reasonOf } from './measured.ts';

/** Cells that Google Benchmark would report as errors. Those that are unsupported or were not measured are left out. */
const ERRORS: readonly CellStatus[] = ['wrong', 'failed', 'rejected'];

/** What Google Benchmark's JSON says of one repetition, or of their median. */
interface Entry {
  readonly name: string;
  readonly run_type: 'iteration' | 'aggregate';
  readonly label?: string;
  readonly [counter: string]: unknown;
}

/**
 * A run as Google Benchmark writes its own (src/json_reporter.cc, schema version 1): a repetition for each sample, and
 * their median. Its real_time is by the clock of the cell, and named as Google Benchmark names it: manual_time for that
 * of a GPU, real_time for wall time. Tilescope does not measure processor time: cpu_time is wall time, as the context
 * says.
 */
export function googleBenchmarkText(run: Run): string {
  const { environment, startedAt, request } = run;
  const rows = new Map(request.contenders.map((contender, index) => [contender, index]));
  const measured = new Set<Cell>(measuredCells(run));
  const counts = new Map<string, number>();
  const benchmarks = run.cells.flatMap((cell) => {
    const instance = counts.get(cell.contender) ?? 0;
    counts.set(cell.contender, instance + 1);
    const place = { family_index: rows.get(cell.contender) ?? 0, per_family_instance_index: instance };
    if (measured.has(cell)) return entriesOf(cell as MeasuredCell, place);
    if (cell.samples.length > 0)
      return cell.samples.map((sample, index) => errorOf(cell, place, index, sample));
    return ERRORS.includes(cell.status) ? [errorOf(cell, place, 0, null)] : [];
  });
  const context = {
    date: startedAt,
    executable: 'tilescope',
    num_cpus: environment.cores,
    library_version: `tilescope ${environment.versions.tilescope ?? 'unknown'}`,
    library_build_type: 'release',
    json_schema_version: 1,
    device: environment.device.name,
    cpu_time: 'wall time per execution: Tilescope does not measure processor time',
    tilescope: carriedText(run),
  };
  return `${JSON.stringify({ context, benchmarks }, null, 1)}\n`;
}

/** The run of a file that googleBenchmarkText() wrote. Fails with BAD_BUNDLE, or UNSUPPORTED for any other file. */
export function readGoogleBenchmark(file: {
  context?: { tilescope?: unknown };
  benchmarks: readonly Entry[];
}): Result<Run> {
  const { context, benchmarks } = file;
  if (typeof context?.tilescope !== 'string') {
    return refuse(
      'UNSUPPORTED',
      'These are benchmarks of another program: nothing in them says which problems they solve, on which device and below which roof, so they are no run.',
    );
  }
  // Aggregates have none of the figures of a sample, and a cell that failed may have no sample.
  const samples = benchmarks.filter((entry) => entry.run_type === 'iteration' && 'round' in entry);
  const byCell = Map.groupBy(samples, ({ label }) => String(label));
  return readCarried(
    context.tilescope,
    byCell as ReadonlyMap<string, readonly Entry[] & readonly SampleRow[]>,
  );
}

type Place = Record<'family_index' | 'per_family_instance_index', number>;

function entriesOf(cell: MeasuredCell, place: Place): Entry[] {
  const { problem, samples, duplicates, summary, id } = cell;
  const name = `${nameOf(cell)}/${summary.clock === 'gpu' ? 'manual_time' : 'real_time'}`;
  const shared = { ...place, run_name: name, repetitions: samples.length, threads: 1, label: id };
  const repetitions = samples.map((sample, index): Entry => {
    const real = durationNs(cell, sample);
    return {
      name,
      run_type: 'iteration',
      ...shared,
      repetition_index: index,
      iterations: duplicates ?? 1,
      ...timesOf(real, sample.wallNs),
      'FLOP/s': flopsPerSecond(problem, real),
      ...countersOf(sample),
    };
  });
  const median: Entry = {
    name: `${name}_median`,
    run_type: 'aggregate',
    ...shared,
    aggregate_name: 'median',
    aggregate_unit: 'time',
    iterations: samples.length,
    ...timesOf(summary.medianNs, medianOf(samples.map(({ wallNs }) => wallNs))),
    'FLOP/s': flopsPerSecond(problem, summary.medianNs),
  };
  return [...repetitions, median];
}

/** Its times are zero, as Google Benchmark has them; what was timed stays in the counters. */
function errorOf(cell: Cell, place: Place, index: number, sample: Sample | null): Entry {
  const name = nameOf(cell);
  return {
    name,
    run_type: 'iteration',
    ...place,
    run_name: name,
    repetitions: Math.max(1, cell.samples.length),
    repetition_index: index,
    threads: 1,
    error_occurred: true,
    error_message: `${cell.status}: ${reasonOf(cell)}`,
    iterations: 0,
    ...timesOf(0, 0),
    label: cell.id,
    ...(sample && countersOf(sample)),
  };
}

/** The figures of a sample, but those that it does not have: counters are numbers. */
function countersOf(sample: Sample): Record<string, number> {
  return Object.fromEntries(
    SAMPLE_NAMES.flatMap((name) => {
      const figure = sample[name];
      return figure === null ? [] : [[name, figure]];
    }),
  );
}

/** "gemm-tiled/gemm-f32-512x512x512": compare.py's filters can name a contender. */
function nameOf({ contender, problem }: Cell): string {
  return `${contender}/${problemKey(problem)}`;
}

function timesOf(real: number, wall: number) {
  return { real_time: real, cpu_time: wall, time_unit: 'ns' };
}

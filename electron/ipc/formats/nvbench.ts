import { contenderLabel, familyOf, fieldValues, type Problem } from '../../../kernels/index.ts';
import { bundleText, readBundle } from '../bundle.ts';
import type { Cell, Result, Run } from '../types.ts';
import { refuse } from './carried.ts';
import { durationNs, type MeasuredCell, measuredCells, reasonOf } from './measured.ts';

/** The version of the layout: nvbench/json_printer.cu, get_json_file_version(). */
const VERSION = { major: 1, minor: 0, patch: 0, string: '1.0.0' };

/** A field of the problems: its text for each of them. */
interface Axis {
  readonly name: string;
  readonly type: 'int64' | 'string';
  readonly textOf: (problem: Problem) => string;
}

/**
 * A run as NVBench writes its own (nvbench/json_printer.cu, version 1.0.0): a benchmark for each contender, an axis for
 * each field of the problems, a state for each cell. Times are in seconds, under the tags of isolated ("cold")
 * measurements, which its comparers read: gpu for GPU time, cpu for wall time. Its format has samples in files
 * beside it only, so the run is kept as a bundle in `meta`.
 */
export function nvbenchText(run: Run): string {
  const { environment, request } = run;
  const { name, maxThreadsPerThreadgroup, maxThreadgroupBytes } = environment.device;
  const measured = new Set<Cell>(measuredCells(run));
  const axes = axesOf(request.problems);
  const device = {
    id: 0,
    name,
    max_threads_per_block: maxThreadsPerThreadgroup,
    shared_memory_per_block: maxThreadgroupBytes,
  };
  const benchmarks = request.contenders.map((contender, index) => ({
    name: contender,
    index,
    min_samples: request.method.minSamples,
    timeout: request.method.maxProblemMs / 1000,
    devices: [0],
    axes: axes.map((axis) => axisOf(axis, request.problems)),
    states: run.cells
      .filter((cell) => cell.contender === contender)
      .map((cell) => stateOf(cell, axes, measured.has(cell) ? summariesOf(cell as MeasuredCell) : null)),
  }));
  const meta = {
    argv: ['tilescope'],
    version: { json: VERSION },
    tilescope: JSON.parse(bundleText(run)),
  };
  return `${JSON.stringify({ meta, devices: [device], benchmarks }, null, 1)}\n`;
}

/** The run of a file that nvbenchText() wrote. Fails with BAD_BUNDLE, or UNSUPPORTED for any other file. */
export function readNvbench({ meta }: { meta?: { tilescope?: unknown } }): Result<Run> {
  if (meta?.tilescope === undefined) {
    return refuse(
      'UNSUPPORTED',
      'These are benchmarks of CUDA kernels: they solve no problems that Tilescope knows, so they are no run.',
    );
  }
  const read = readBundle(JSON.stringify(meta.tilescope));
  return read.ok ? { ok: true, value: read.value.run } : read;
}

/** The data type, and every other field that a problem gives. */
function axesOf(problems: readonly Problem[]): Axis[] {
  const names = new Set(problems.flatMap((problem) => Object.keys(fieldValues(problem))));
  names.delete('op');
  return [...names].map((name) => {
    const fieldOf = (problem: Problem) =>
      fieldValues(problem)[name] ?? familyOf(problem).fields[name]?.default;
    const isWhole = problems.every((problem) => Number.isInteger(fieldOf(problem)));
    return { name, type: isWhole ? 'int64' : 'string', textOf: (problem) => String(fieldOf(problem) ?? '–') };
  });
}

function axisOf({ name, type, textOf }: Axis, problems: readonly Problem[]) {
  const texts = [...new Set(problems.map(textOf))];
  const values = texts.map((text) => ({
    input_string: text,
    description: '',
    value: type === 'int64' ? Number(text) : text,
  }));
  return { name, type, flags: '', values };
}

function stateOf(cell: Cell, axes: readonly Axis[], summaries: readonly object[] | null) {
  const values = axes.map(({ name, type, textOf }) => ({ name, type, value: textOf(cell.problem) }));
  return {
    name: ['Device=0', ...values.map(({ name, value }) => `${name}=${value}`)].join(' '),
    device: 0,
    type_config_index: 0,
    axis_values: values,
    summaries: summaries ?? [],
    is_skipped: summaries === null,
    ...(summaries === null && { skip_reason: `${contenderLabel(cell.contender)}: ${reasonOf(cell)}` }),
  };
}

/** In seconds; relative figures are shares of the mean and of the median, as NVBench has them. */
function summariesOf(cell: MeasuredCell): object[] {
  const { samples, summary } = cell;
  const times = samples.map((sample) => durationNs(cell, sample) / 1e9);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const squares = times.reduce((sum, time) => sum + (time - mean) ** 2, 0);
  const deviation = times.length > 1 ? Math.sqrt(squares / (times.length - 1)) : 0;
  const [q1, median, q3] = [summary.q1Ns / 1e9, summary.medianNs / 1e9, summary.q3Ns / 1e9];
  const clock = summary.clock === 'gpu' ? 'gpu' : 'cpu';
  const figures: readonly [tag: string, name: string, hint: string, value: number][] = [
    ['mean', 'Time', 'duration', mean],
    ['stdev/absolute', 'Noise', 'duration', deviation],
    ['stdev/relative', 'Noise', 'percentage', deviation / mean],
    ['min', 'Min time', 'duration', summary.minNs / 1e9],
    ['max', 'Max time', 'duration', times.reduce((most, time) => Math.max(most, time))],
    ['q1', 'First quartile', 'duration', q1],
    ['median', 'Median', 'duration', median],
    ['q3', 'Third quartile', 'duration', q3],
    ['iqr/absolute', 'Interquartile range', 'duration', q3 - q1],
    ['iqr/relative', 'Interquartile range', 'percentage', (q3 - q1) / median],
  ];
  return [
    {
      tag: 'nv/cold/sample_size',
      name: 'Samples',
      hint: 'sample_size',
      data: [{ name: 'value', type: 'int64', value: String(times.length) }],
    },
    ...figures.map(([tag, name, hint, value]) => ({
      tag: `nv/cold/time/${clock}/${tag}`,
      name: `${clock.toUpperCase()} ${name}`,
      hint,
      data: [{ name: 'value', type: 'float64', value: String(value) }],
    })),
  ];
}

import { problemKey } from '../../../kernels/index.ts';
import type { Cell, Run, Sample } from '../types.ts';
import { problemLabel } from './measured.ts';

const PROCESS = 1;

/** A sample and the cell that it is of. */
interface Timing {
  readonly cell: Cell;
  readonly sample: Sample;
}

/**
 * The samples of a run as Chrome's trace events (JSON object format), which Perfetto and chrome://tracing open: a track
 * for each contender, in the order of measurement, with the GPU's time within each sample. Samples carry no
 * time of day: they follow each other without gaps, which `otherData` says.
 */
export function chromeTraceText(run: Run): string {
  const { environment, request, name } = run;
  const tracks = new Map(request.contenders.map((contender, index) => [contender, index + 1]));
  const metadata = [
    { ph: 'M', pid: PROCESS, tid: 0, name: 'process_name', args: { name: environment.device.name } },
    ...[...tracks].flatMap(([contender, tid]) => [
      { ph: 'M', pid: PROCESS, tid, name: 'thread_name', args: { name: contender } },
      { ph: 'M', pid: PROCESS, tid, name: 'thread_sort_index', args: { sort_index: tid } },
    ]),
  ];
  let now = 0;
  const events = timingsOf(run).flatMap((timing) => {
    const [ts, tid] = [now, tracks.get(timing.cell.contender) ?? 0];
    const slices = slicesOf(timing, ts, tid);
    now += slices[0]?.dur ?? 0;
    return slices;
  });
  const otherData = {
    run: name,
    time: 'samples in the order of measurement, without the gaps between them',
    tilescope: environment.versions.tilescope ?? 'unknown',
  };
  return `${JSON.stringify({ traceEvents: [...metadata, ...events], displayTimeUnit: 'ns', otherData })}\n`;
}

/** Problem by problem; within one, by round and the order within it. */
function timingsOf({ cells }: Run): Timing[] {
  const byProblem = Map.groupBy(cells, ({ problem }) => problemKey(problem));
  return [...byProblem.values()].flatMap((own) =>
    own
      .flatMap((cell) => cell.samples.map((sample) => ({ cell, sample })))
      .sort((a, b) => a.sample.round - b.sample.round || a.sample.position - b.sample.position),
  );
}

/** In microseconds: all executions of a sample, and within them what the GPU took. */
function slicesOf({ cell, sample }: Timing, ts: number, tid: number) {
  const executions = cell.duplicates ?? 1;
  const event = (name: string, cat: string, ns: number) => ({
    ph: 'X',
    pid: PROCESS,
    tid,
    name,
    cat,
    ts,
    dur: (ns * executions) / 1000,
    args: { ...sample, executions, status: cell.status },
  });
  const wall = event(problemLabel(cell.problem), 'wall', sample.wallNs);
  // A slice within another must not end after it.
  return sample.gpuNs === null ? [wall] : [wall, event('GPU', 'gpu', Math.min(sample.gpuNs, sample.wallNs))];
}

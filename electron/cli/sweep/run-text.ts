import { contenderLabel, extentsLabel } from '../../../kernels/index.ts';
import { doubtOf } from '../../ipc/conditions.ts';
import { gpuFacts } from '../../ipc/gpu-facts.ts';
import { methodLabel } from '../../ipc/method.ts';
import type { Cell, Environment, Run } from '../../ipc/types.ts';
import { clock, figure } from '../terminal/figures.ts';
import type { Paint } from '../terminal/paint.ts';
import { DOUBTFUL_MARK, type ResultsTable, resultsTable, STATUS_MARKS } from '../terminal/results-table.ts';

const BYTES_PER_GIB = 2 ** 30;
/** A kernel that is wrong everywhere is told of once a size; more than this many say nothing new. */
const MAX_NOTES = 8;
const MAX_DETAIL_LINES = 6;

/** What is measured on: device, roof, system and versions, one line each. */
export function environmentText(
  { device, roof, os, cores, memoryBytes, versions }: Environment,
  paint: Paint,
): string {
  const threads = device.threads === null ? '' : `, ${device.threads} threads`;
  const gpu = device.gpu ? gpuFacts(device.gpu).map(([name, value]) => `${name} ${value}`) : [];
  const memory = `${cores} cores, ${(memoryBytes / BYTES_PER_GIB).toFixed(0)} GiB`;
  const tools = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const rows = [
    ['device', `${device.name} (${device.id}${threads})`],
    ...(gpu.length > 0 ? [['', gpu.join(' · ')]] : []),
    ['roof', `${figure(roof.gflops)} GFLOPS, ${roof.source}`],
    ['system', `${os}, ${memory}`],
    ['versions', tools.join(' · ')],
  ];
  return rows.map(([name = '', text]) => `${paint('quiet', name.padEnd(9))} ${text}`).join('\n');
}

/** The table of a run, its legend, what went wrong, and how it ended. */
export function resultsText(run: Run, width: number, paint: Paint): string {
  const table = resultsTable(run, width, paint);
  const parts = [table.lines.join('\n'), legend(run, table, paint), notes(run, paint), closing(run, paint)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function legend(run: Run, { hasIqr }: ResultsTable, paint: Paint): string {
  const clocks = [...new Set(run.cells.flatMap(({ summary }) => summary?.clock ?? []))];
  if (clocks.length === 0) return '';
  const method = methodLabel(run.request.method);
  const names = clocks.map((one) => (one === 'gpu' ? 'GPU' : one));
  const rate = `Median rate by ${names.join(' and ')} time${hasIqr ? ' ± relative interquartile range' : ''}${method && `, ${method}`}`;
  const { mark, words } = STATUS_MARKS.rejected;
  const doubts = [...new Set(run.cells.flatMap(({ conditions }) => doubtOf(conditions) ?? []))];
  const doubtful = doubts.length > 0 ? [`${DOUBTFUL_MARK} measured under doubt: ${doubts.join('; ')}`] : [];
  const rejected = run.cells.some(({ status }) => status === 'rejected') ? [`${mark} ${words}`] : [];
  return paint(
    'quiet',
    [rate, '✓ verified against float64', '★ best of its size', ...rejected, ...doubtful].join(' · '),
  );
}

function notes(run: Run, paint: Paint): string {
  const failed = run.cells.filter(({ failure }) => failure !== null);
  const shown = failed.slice(0, MAX_NOTES).map((cell) => note(cell, paint));
  const more = failed.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more; --json has them all.`] : [])].join('\n');
}

function note({ status, contender, problem, failure }: Cell, paint: Paint): string {
  const { mark, style } = STATUS_MARKS[status];
  const head = `${paint(style, mark)} ${contenderLabel(contender)} at ${extentsLabel(problem)}: ${failure?.message}`;
  const detail = failure?.detail?.split('\n').slice(0, MAX_DETAIL_LINES) ?? [];
  return [head, ...detail.map((line) => paint('quiet', `    ${line}`))].join('\n');
}

/** "39 of 39 cells verified · largest error 1.4e-6 · 0:41" */
function closing(run: Run, paint: Paint): string {
  const verified = run.cells.flatMap(({ verification }) =>
    verification && verification.maxRelativeError <= verification.tolerance ? [verification] : [],
  );
  const largest = Math.max(...verified.map(({ maxRelativeError }) => maxRelativeError));
  const lasted = run.finishedAt ? [clock(Date.parse(run.finishedAt) - Date.parse(run.startedAt))] : [];
  const isComplete = verified.length === run.cells.length && run.status === 'finished';
  const count = `${verified.length} of ${run.cells.length} cells verified`;
  return [
    ...(run.status === 'finished' ? [] : [paint('warning', run.status)]),
    paint(isComplete ? 'good' : 'warning', count),
    ...(verified.length > 0 ? [`largest error ${largest.toExponential(1)}`] : []),
    ...lasted,
  ].join(' · ');
}

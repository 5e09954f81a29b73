import { contenderLabel, extentsLabel } from '../../../kernels/index.ts';
import { arithmeticLabels } from '../../ipc/arithmetic.ts';
import { coverageOfAll } from '../../ipc/coverage.ts';
import { causesOf } from '../../ipc/doubts.ts';
import { formatBytes, formatElapsed, formatError, formatFigure, formatGflops } from '../../ipc/figures.ts';
import { gpuFacts } from '../../ipc/gpu-facts.ts';
import { methodLabel } from '../../ipc/method.ts';
import { verifiedAgainst } from '../../ipc/own-kernels/verified-against.ts';
import { typicalProblem } from '../../ipc/rate.ts';
import { describeRoof, isPlainRoof, matrixRoofs, roofLabel, roofSource } from '../../ipc/roof-text.ts';
import type { Cell, Environment, Run } from '../../ipc/types.ts';
import { visibleValue } from '../../ipc/visible-text.ts';
import type { Paint } from '../terminal/paint.ts';
import { resultsTable } from './results-table.ts';
import { DOUBTFUL_MARK, STATUS_MARKS } from './status-marks.ts';

/** A kernel that is wrong everywhere is reported once per size; after this many there is nothing new to say. */
const MAX_NOTES = 8;
const MAX_DETAIL_LINES = 6;

/** The environment of a run: device, roof, system and versions, one line each. */
export function environmentText(environment: Environment, paint: Paint): string {
  const { device, roof, os, cores, memoryBytes, versions } = visibleValue(environment);
  const { bandwidth } = roof;
  const threads = device.threads === null ? '' : `, ${device.threads} threads`;
  const gpu = device.gpu ? gpuFacts(device.gpu).map(([name, value]) => `${name} ${value}`) : [];
  const tools = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const rows = [
    ['device', `${device.name} (${device.id}${threads})`],
    ...(gpu.length > 0 ? [['', gpu.join(' · ')]] : []),
    ['roof', `${roof.matrixUnits ? 'vector units ' : ''}${formatGflops(roof.gflops)}, ${describeRoof(roof)}`],
    ...matrixRoofs(roof).map(({ name, gflops, source }) => [
      '',
      `${name.toLowerCase()} ${formatGflops(gflops)}, ${source}`,
    ]),
    ...(bandwidth ? [['', `${formatFigure(bandwidth.rateGBps)} GB/s, ${describeRoof(bandwidth)}`]] : []),
    ['system', `${os}, ${cores} cores, ${formatBytes(memoryBytes)}`],
    ['versions', tools.join(' · ')],
  ];
  return rows.map(([name = '', text]) => `${paint('quiet', name.padEnd(9))} ${text}`).join('\n');
}

/** The table of a run, its legend, the failures, and the summary. */
export function resultsText(measured: Run, width: number, paint: Paint): string {
  const run = visibleValue(measured);
  const { lines, hasIqr } = resultsTable(run, width, paint);
  const parts = [
    lines.join('\n'),
    legend(run, hasIqr, paint),
    notes(run, paint),
    roofNote(run, paint),
    failures(run, paint),
    summary(run, paint),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function legend({ cells, request }: Run, hasIqr: boolean, paint: Paint): string {
  const clocks = [...new Set(cells.flatMap((cell) => cell.summary?.clock ?? []))];
  if (clocks.length === 0) return '';
  const { all: arithmetic } = arithmeticLabels(cells);
  const names = clocks.map((clock) => (clock === 'gpu' ? 'GPU' : clock));
  const method = methodLabel(request.method);
  const rate = `Median rate by ${names.join(' and ')} time${hasIqr ? ' ± relative IQR' : ''}${method && `, ${method}`}`;
  const { mark, label } = STATUS_MARKS.rejected;
  const isRejected = cells.some(({ status }) => status === 'rejected');
  const doubts = causesOf(cells, request.method);
  const entries = [
    rate,
    `✓ verified against ${verifiedAgainst(request.problems)}`,
    ...(arithmetic ? [`${arithmetic} arithmetic`] : []),
    '★ fastest at its size, beyond its 95% interval',
    ...(isRejected ? [`${mark} ${label}`] : []),
    ...(doubts.length > 0 ? [`${DOUBTFUL_MARK} doubtful: ${doubts.join('; ')}`] : []),
  ];
  return paint('quiet', entries.join(' · '));
}

/** What is unusual about how contenders run: "MPS at 3×3×3, 5×5×5: Runs on copies of A with padded rows; …" */
function notes({ cells }: Run, paint: Paint): string {
  const noted = Map.groupBy(
    cells.filter(({ note }) => note),
    ({ contender, note }) => `${contender} ${note}`,
  );
  const lines = [...noted.values()].flatMap((own) => {
    const [first] = own;
    return first ? [`${contenderLabel(first.contender)} at ${sizesText(own)}: ${first.note}`] : [];
  });
  return lines.map((line) => paint('quiet', line)).join('\n');
}

/** How measurements of the roof went, which was shown as it was at the start; nothing if there is nothing to say. */
function roofNote({ environment: { roof }, request: { problems } }: Run, paint: Paint): string {
  const typical = typicalProblem(problems);
  if (isPlainRoof(roof, typical)) return '';
  return paint('quiet', `${roofLabel(roof, typical)}: ${roofSource(roof, typical)}`);
}

/** "3×3×3, 5×5×5": the sizes of cells, of which only the first are listed. */
function sizesText(cells: readonly Cell[]): string {
  const shown = cells.slice(0, MAX_NOTES).map(({ problem }) => extentsLabel(problem));
  const more = cells.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function failures({ cells }: Run, paint: Paint): string {
  const failed = cells.filter(({ failure }) => failure !== null);
  const shown = failed.slice(0, MAX_NOTES).map((cell) => failureText(cell, paint));
  const more = failed.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more; --json writes all of them.`] : [])].join('\n');
}

function failureText({ status, contender, problem, failure }: Cell, paint: Paint): string {
  const { mark, style } = STATUS_MARKS[status];
  const head = `${paint(style, mark)} ${contenderLabel(contender)} at ${extentsLabel(problem)}: ${failure?.message}`;
  const detail = failure?.detail?.split('\n').slice(0, MAX_DETAIL_LINES) ?? [];
  return [head, ...detail.map((line) => paint('quiet', `    ${line}`))].join('\n');
}

/** "39 of 39 cells verified (all elements) · largest error 1.4×10⁻⁶ · 41 s" */
function summary({ cells, status, startedAt, finishedAt }: Run, paint: Paint): string {
  const verified = cells.flatMap(({ verification }) =>
    verification && verification.maxRelativeError <= verification.tolerance ? [verification] : [],
  );
  const largest = Math.max(...verified.map(({ maxRelativeError }) => maxRelativeError));
  const coverage = verified.length > 0 ? ` (${coverageOfAll(verified)})` : '';
  const isComplete = verified.length === cells.length && status === 'finished';
  return [
    ...(status === 'finished' ? [] : [paint('warning', status)]),
    paint(isComplete ? 'good' : 'warning', `${verified.length} of ${cells.length} cells verified${coverage}`),
    ...(verified.length > 0 ? [`largest error ${formatError(largest)}`] : []),
    ...(finishedAt ? [formatElapsed(Date.parse(finishedAt) - Date.parse(startedAt))] : []),
  ].join(' · ');
}

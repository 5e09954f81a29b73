import type {
  CheckFinding,
  CheckFindingKind,
  CheckLaunch,
  LaunchOutcome,
  Mismatch,
} from '../../ipc/check-types.ts';
import { formatDuration, formatItems } from '../../ipc/figures.ts';
import { columns, wrap } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import { accessLines } from './access-lines.ts';
import type { SourceFiles } from './source-files.ts';
import { isWarning } from './summary.ts';

/** In the order in which they are shown: causes before what may follow from them. */
const TITLES: Readonly<Record<CheckFindingKind, string>> = {
  'out-of-bounds': 'Out-of-bounds access',
  stopped: 'Stopped',
  race: 'Data race',
  'same-value': 'Same value written twice',
  uninitialised: 'Uninitialised read',
  misaligned: 'Misaligned access',
  'integer-overflow': 'Integer overflow',
  'divergent-simdgroup': 'Divergent SIMD-group operation',
  'inactive-lane': 'Value from an inactive lane',
  'tensor-operation': 'Undefined tensor operation',
  'lane-order': 'Result depends on thread order',
  'fast-math': 'Fast math fails here',
};

const KINDS = Object.keys(TITLES) as CheckFindingKind[];

/** How findings are shown. */
interface Look {
  readonly files: SourceFiles;
  readonly width: number;
  readonly paint: Paint;
}

/** "sum  4 threadgroups of 256 threads", "sum  1000 threads in threadgroups of 256" */
export function launchTitle(launch: CheckLaunch, paint: Paint): string {
  const { kernel, grid, threadgroups = [], threadsPerThreadgroup } = launch;
  const each = extentText(threadsPerThreadgroup);
  const extent = grid
    ? `${withNoun(extentText(grid), 'thread')} in threadgroups of ${each}`
    : `${withNoun(extentText(threadgroups), 'threadgroup')} of ${withNoun(each, 'thread')}`;
  return `${paint('strong', kernel)}  ${paint('quiet', extent)}`;
}

/** The outcome of a launch: one line if all is well, else its findings by kind, then what differs from `expect`. */
export function outcomeText({ findings, mismatches, accesses, wallNs }: LaunchOutcome, look: Look): string {
  const { paint } = look;
  if (findings.length + mismatches.length === 0) {
    const facts = `${formatItems(accesses, 'access', 'accesses')} checked in ${formatDuration(wallNs)}`;
    return `  ${paint('good', '✓ no findings')}  ${paint('quiet', facts)}`;
  }
  const ordered = KINDS.flatMap((kind) => findings.filter((finding) => finding.kind === kind));
  return [
    ...ordered.map((finding) => findingText(finding, look)),
    ...mismatches.map((mismatch) => mismatchText(mismatch, look)),
  ].join('\n\n');
}

function findingText(finding: CheckFinding, { files, width, paint }: Look): string {
  const { kind, count } = finding;
  const times = count > 1 ? `  ${paint('quiet', formatItems(count, 'time'))}` : '';
  return [
    `  ${isWarning(finding) ? paint('warning', `! ${TITLES[kind]}`) : paint('bad', `✗ ${TITLES[kind]}`)}${times}`,
    ...wrap(messageText(finding, files), width - 4).map((line) => `    ${line}`),
    ...accessLines(finding, files, width - 6, paint).map((line) => `      ${line}`),
  ].join('\n');
}

/** Uses the short names of included files, as the lines below the message do. */
function messageText({ message, access, other }: CheckFinding, files: SourceFiles): string {
  return [access?.file, other?.file].reduce<string>(
    (text, file) => (file ? text.replaceAll(file, files.nameOf(file)) : text),
    message,
  );
}

function mismatchText({ buffer, wrong, total, examples }: Mismatch, { paint }: Look): string {
  const title = paint('bad', `✗ buffer(${buffer}) differs from the expected contents`);
  const rows = examples.map(({ position, expected, found }) => [
    `[${position}]`,
    `expected ${expected}`,
    `found ${found}`,
  ]);
  const extent = `${wrong.toLocaleString('en-US')} of ${formatItems(total, 'value')}`;
  return [
    `  ${title}  ${paint('quiet', extent)}`,
    ...columns(rows, ['accent', 'plain', 'plain'], paint).map((row) => `      ${row}`),
  ].join('\n');
}

/** "32×32", without trailing extents of 1. */
function extentText(extent: readonly number[]): string {
  return extent.slice(0, extent.findLastIndex((size) => size > 1) + 1).join('×') || '1';
}

function withNoun(extent: string, noun: string): string {
  return extent === '1' ? `1 ${noun}` : `${extent} ${noun}s`;
}

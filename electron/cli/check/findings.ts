import type {
  CheckFinding,
  CheckFindingKind,
  CheckLaunch,
  LaunchOutcome,
  Mismatch,
} from '../../ipc/check-types.ts';
import { columns, countOf, duration, wrap } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import { sideLines } from './sides.ts';
import type { SourceFiles } from './source-files.ts';

/** In the order in which they are shown: what others may follow from comes first. */
const TITLES: Readonly<Record<CheckFindingKind, string>> = {
  'out-of-bounds': 'Out of bounds',
  stopped: 'Stopped',
  race: 'Data race',
  uninitialised: 'Read before it was written',
  misaligned: 'Misaligned access',
  'divergent-simdgroup': 'SIMD-group operation that not all lanes reach',
  'inactive-lane': 'Value of a lane that takes no part',
  'lane-order': 'Result depends on the order of threads',
};

const KINDS = Object.keys(TITLES) as CheckFindingKind[];

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

/** How a launch went: a line when all is well, and else the findings by kind, then what differs from `expect`. */
export function outcomeText({ findings, mismatches, accesses, wallNs }: LaunchOutcome, look: Look): string {
  const { paint } = look;
  const facts = paint(
    'quiet',
    `${countOf(accesses, 'access', 'accesses')} watched in ${duration(wallNs / 1e6)}`,
  );
  if (findings.length + mismatches.length === 0) return `  ${paint('good', '✓ no findings')}  ${facts}`;
  const ordered = KINDS.flatMap((kind) => findings.filter((finding) => finding.kind === kind));
  return [
    ...ordered.map((finding) => findingText(finding, look)),
    ...mismatches.map((mismatch) => mismatchText(mismatch, look)),
  ].join('\n\n');
}

function findingText(finding: CheckFinding, { files, width, paint }: Look): string {
  const { kind, count } = finding;
  const times = count > 1 ? `  ${paint('quiet', countOf(count, 'time'))}` : '';
  return [
    `  ${paint('bad', `✗ ${TITLES[kind]}`)}${times}`,
    ...wrap(messageText(finding, files), width - 4).map((line) => `    ${line}`),
    ...sideLines(finding, files, width - 6, paint).map((line) => `      ${line}`),
  ].join('\n');
}

/** With the short names of included files, as beside the lines below it. */
function messageText({ message, access, other }: CheckFinding, files: SourceFiles): string {
  return [access?.file, other?.file].reduce<string>(
    (text, file) => (file ? text.replaceAll(file, files.nameOf(file)) : text),
    message,
  );
}

function mismatchText({ buffer, wrong, total, examples }: Mismatch, { paint }: Look): string {
  const title = paint('bad', `✗ buffer(${buffer}) does not hold what was expected`);
  const rows = examples.map(({ position, expected, found }) => [
    `[${position}]`,
    `expected ${expected}`,
    `found ${found}`,
  ]);
  return [
    `  ${title}  ${paint('quiet', `${wrong.toLocaleString('en-US')} of ${countOf(total, 'number')} differ`)}`,
    ...columns(rows, ['accent', 'plain', 'plain'], paint).map((row) => `      ${row}`),
  ].join('\n');
}

/** "32×32", without the axes at the end that are 1. */
function extentText(extent: readonly number[]): string {
  return extent.slice(0, extent.findLastIndex((size) => size > 1) + 1).join('×') || '1';
}

function withNoun(extent: string, noun: string): string {
  return extent === '1' ? `1 ${noun}` : `${extent} ${noun}s`;
}

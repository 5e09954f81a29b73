import type {
  CheckFinding,
  CheckFindingKind,
  CheckFindingSide,
  CheckLaunch,
  LaunchOutcome,
  Mismatch,
} from '../ipc/check-types.ts';
import { clip, columns, countOf, seconds, wrap } from './check-layout.ts';
import type { Paint } from './paint.ts';
import type { SourceFiles } from './source-files.ts';

/** In the order in which they are shown: what others may follow from comes first. */
const TITLES: Readonly<Record<CheckFindingKind, string>> = {
  stopped: 'Stopped',
  'out-of-bounds': 'Out of bounds',
  race: 'Data race',
  uninitialised: 'Read before it was written',
  misaligned: 'Misaligned access',
  'divergent-simdgroup': 'SIMD-group operation that not all lanes reach',
  'inactive-lane': 'Value of a lane that takes no part',
  'lane-order': 'Result depends on the order of threads',
};

const KINDS = Object.keys(TITLES) as CheckFindingKind[];

const ACTIONS: Readonly<Record<CheckFindingSide['action'], string>> = {
  read: 'reads',
  write: 'writes',
  atomic: 'atomic',
  wait: 'waits',
  end: 'ends',
};

interface Look {
  readonly files: SourceFiles;
  readonly width: number;
  readonly paint: Paint;
}

/** "sum  4 threadgroups of 256 threads" */
export function launchTitle(launch: CheckLaunch, paint: Paint): string {
  const { kernel, grid, threadgroups, threadsPerThreadgroup } = launch;
  const group = `${extentText(threadsPerThreadgroup)} threads`;
  const extent = grid
    ? `grid of ${extentText(grid)} threads in threadgroups of ${extentText(threadsPerThreadgroup)}`
    : `${extentText(threadgroups ?? [1])} threadgroups of ${group}`;
  return `${paint('strong', kernel)}  ${paint('quiet', extent)}`;
}

/** How a launch went: a line when all is well, and else the findings by kind, then what differs from `expect`. */
export function outcomeText({ findings, mismatches, accesses, wallNs }: LaunchOutcome, look: Look): string {
  const { paint } = look;
  const facts = paint(
    'quiet',
    `${countOf(accesses, 'access', 'accesses')} watched in ${seconds(wallNs / 1e6)}`,
  );
  if (findings.length + mismatches.length === 0) return `  ${paint('good', '✓ no findings')}  ${facts}`;
  const groups = KINDS.map((kind) => findings.filter((finding) => finding.kind === kind));
  return [
    ...groups.filter((group) => group.length > 0).map((group) => groupText(group, look)),
    ...mismatches.map((mismatch) => mismatchText(mismatch, look)),
  ].join('\n\n');
}

function groupText(group: readonly CheckFinding[], look: Look): string {
  const { paint } = look;
  const title = group[0] ? TITLES[group[0].kind] : '';
  const places = group.length > 1 ? paint('quiet', ` in ${group.length} places`) : '';
  return [
    `  ${paint('bad', `✗ ${title}`)}${places}`,
    group.map((one) => findingText(one, look)).join('\n\n'),
  ].join('\n');
}

function findingText({ message, count, access, other }: CheckFinding, { files, width, paint }: Look): string {
  const times = count > 1 ? ` (${countOf(count, 'time')})` : '';
  const lines = wrap(`${message}${times}`, width - 4).map((line) => `    ${line}`);
  return [
    ...lines,
    ...sourceLines([access, other], { files, width, paint }).map((line) => `      ${line}`),
  ].join('\n');
}

/** The lines of both sides, each with what is done there; one line that is both stands once. */
function sourceLines(sides: readonly (CheckFindingSide | null)[], { files, width, paint }: Look): string[] {
  const places = new Map<string, { row: string[]; actions: string[]; text: string }>();
  for (const side of sides) {
    if (!side?.line) continue;
    const place = `${files.nameOf(side.file)}:${side.line}`;
    const known = places.get(place);
    const action = ACTIONS[side.action];
    if (known && !known.actions.includes(action)) known.actions.push(action);
    const text = files.lineOf(side.file, side.line)?.trim() ?? '';
    if (!known) places.set(place, { row: [place], actions: [action], text });
  }
  const rows = [...places].map(([place, { actions, text }]) => [place, actions.join(', '), text]);
  const room =
    width - 6 - Math.max(0, ...rows.map(([place = '', actions = '']) => place.length + actions.length + 4));
  const clipped = rows.map(([place = '', actions = '', text = '']) => [
    place,
    actions,
    clip(text, Math.max(20, room)),
  ]);
  return columns(clipped, ['accent', 'quiet', 'plain'], paint);
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

function extentText(extent: readonly number[]): string {
  const shown = extent.slice(0, Math.max(1, extent.findLastIndex((size) => size > 1) + 1));
  return shown.join('×');
}

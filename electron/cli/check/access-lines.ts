import type { CheckFinding, CheckFindingSide } from '../../ipc/check-types.ts';
import { clip, columns } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import type { SourceFiles } from './source-files.ts';

const ACTIONS: Readonly<Record<CheckFindingSide['action'], string>> = {
  read: 'reads',
  write: 'writes',
  atomic: 'atomic',
  compute: 'computes',
  wait: 'waits',
  end: 'ends',
  absent: 'absent',
  stop: 'stops',
};
const GAP = 2;
/** Some of a source line is shown in any terminal. */
const MIN_CHARACTERS = 20;

/** "sum.metal:17  writes  partial[lane] = …" for both accesses of a finding; a line that has both is shown once. */
export function accessLines(
  { access, other }: CheckFinding,
  files: SourceFiles,
  width: number,
  paint: Paint,
): string[] {
  const places = new Map<string, { actions: Set<string>; text: string }>();
  for (const side of [access, other]) {
    if (!side?.line) continue;
    const place = `${files.nameOf(side.file)}:${side.line}`;
    const text = files.lineOf(side.file, side.line)?.trim() ?? '';
    const { actions } = places.get(place) ?? { actions: new Set() };
    places.set(place, { actions: actions.add(ACTIONS[side.action]), text });
  }
  const heads = [...places].map(([place, { actions }]) => [place, [...actions].join(', ')] as const);
  const widths = [0, 1].map((column) => Math.max(0, ...heads.map((head) => head[column]?.length ?? 0)));
  const taken = widths.reduce((sum, one) => sum + one + GAP, 0);
  const room = Math.max(MIN_CHARACTERS, width - taken);
  const rows = [...places.values()].map(({ text }, index) => [...(heads[index] ?? []), clip(text, room)]);
  return columns(rows, ['accent', 'quiet', 'plain'], paint);
}

import { structuredPatch } from 'diff';
import { contenderLabel } from '../../../kernels/index.ts';
import { problemLabel } from '../formats/measured.ts';
import type { Run } from '../types.ts';
import { groupOf } from './inbox.ts';
import type { Review, ReviewCell } from './review.ts';

/** What changed in the MSL of some cells, from the baseline to the candidate. */
export interface TextChange {
  readonly contender: string;
  /** "512×512×512, f32", of each cell whose text changed in this way. */
  readonly problems: readonly string[];
  readonly added: number;
  readonly removed: number;
  /** Lines that begin with "+", "-", " " or "@@", as in a unified diff. */
  readonly lines: readonly string[];
}

/** Lines around each change. */
const CONTEXT = 3;

/** The changes of texts in the cells that a review lists, each once. */
export function textChanges({ cells }: Review, baseline: Run, candidate: Run): TextChange[] {
  const before = new Map(baseline.cells.map(({ id, program }) => [id, program]));
  const after = new Map(candidate.cells.map(({ id, program }) => [id, program]));
  const found = new Map<string, { texts: readonly [string, string]; cells: ReviewCell[] }>();
  for (const cell of cells) {
    if (cell.isChanged !== true || groupOf(cell) === 'SAME') continue;
    const texts = [textOf(baseline, before.get(cell.id)), textOf(candidate, after.get(cell.id))] as const;
    if (texts[0] === texts[1]) continue; // Only its launch or a constant is another.
    const key = JSON.stringify([cell.contender, ...texts]);
    const group = found.get(key) ?? { texts, cells: [] };
    group.cells.push(cell);
    found.set(key, group);
  }
  return [...found.values()].map(({ texts: [one, other], cells: changed }) => {
    const { hunks } = structuredPatch('', '', one, other, undefined, undefined, { context: CONTEXT });
    const changedLines = hunks.flatMap(({ lines }) => lines);
    const count = (mark: string) => changedLines.filter((line) => line.startsWith(mark)).length;
    return {
      contender: contenderLabel((changed[0] as ReviewCell).contender),
      problems: changed.map(({ problem }) => problemLabel(problem)),
      added: count('+'),
      removed: count('-'),
      lines: hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
        `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...lines,
      ]),
    };
  });
}

/** The texts of a program, one after the other; empty if the run does not keep it. */
function textOf({ programs, sources }: Run, hash: string | null | undefined): string {
  const passes = (hash && programs[hash]?.passes) || [];
  return [...new Set(passes.map(({ kernel }) => sources[kernel.source] ?? ''))].join('\n');
}

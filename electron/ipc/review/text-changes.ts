import { structuredPatch } from 'diff';
import { contenderLabel } from '../../../kernels/index.ts';
import { problemLabel } from '../formats/measured.ts';
import type { ContentHash } from '../programs/kept-program.ts';
import type { Run } from '../types.ts';
import { groupOf } from './inbox.ts';
import type { Review, ReviewCell } from './review.ts';

/** What changed in the MSL of some cells, from the baseline to the candidate. */
export interface TextChange {
  readonly contender: string;
  /** "gemm f32 512×512×512", of each cell whose text changed in this way. */
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
  const [before, after] = [baseline, candidate].map(textsByCell) as [TextsByCell, TextsByCell];
  const changed = cells.filter((cell) => cell.isChanged === true && groupOf(cell) !== 'SAME');
  const groups = Map.groupBy(changed, ({ id, contender }) => `${contender} ${before(id)} ${after(id)}`);
  return [...groups.values()].flatMap((group) => {
    const { id, contender } = group[0] as ReviewCell;
    const [one, other] = [textOf(before(id), baseline), textOf(after(id), candidate)];
    // Only its launch or a constant is another.
    if (one === other) return [];
    const { hunks } = structuredPatch('', '', one, other, undefined, undefined, { context: CONTEXT });
    const lines = hunks.flatMap((hunk) => hunk.lines);
    const count = (mark: string) => lines.filter((line) => line.startsWith(mark)).length;
    return {
      contender: contenderLabel(contender),
      problems: group.map(({ problem }) => problemLabel(problem)),
      added: count('+'),
      removed: count('-'),
      lines: hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: own }) => [
        `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...own,
      ]),
    };
  });
}

type TextsByCell = (id: string) => readonly ContentHash[];

/** The hashes of the texts of each cell's program, each once; none if the run does not keep it. */
function textsByCell({ cells, programs }: Run): TextsByCell {
  const hashes = new Map(cells.map(({ id, program }) => [id, program]));
  return (id) => {
    const passes = programs[hashes.get(id) ?? '']?.passes ?? [];
    return [...new Set(passes.map(({ kernel }) => kernel.source))];
  };
}

function textOf(hashes: readonly ContentHash[], { sources }: Run): string {
  return hashes.map((hash) => sources[hash] ?? '').join('\n');
}

import { problemKey } from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import type { RunHeadWithPrograms } from '../run-schema.ts';
import type { CellIssue } from './cell-checker.ts';

/**
 * What is wrong with the decisions of a run that their schema cannot see: each is about cells of the request, there once,
 * and no earlier than the one before. Null if nothing is.
 */
export function issueOfDecisions({ request, decisions = [] }: RunHeadWithPrograms): CellIssue | null {
  if (decisions.length === 0) return null;
  const keys = request.problems.map(problemKey);
  const known = new Set(request.contenders.flatMap((name) => keys.map((key) => cellId(key, name))));
  const seen = new Set<string>();
  for (const [index, step] of decisions.entries()) {
    const path = `decisions[${index}]`;
    const stranger = step.cells.findIndex((cell) => !known.has(cell));
    if (stranger >= 0) {
      const expected = 'one of the cells of the run';
      return { path: `${path}.cells[${stranger}]`, value: step.cells[stranger], expected };
    }
    if (step.at < (decisions[index - 1]?.at ?? '')) {
      const expected = 'no earlier time than that of the decision before';
      return { path: `${path}.at`, value: step.at, expected };
    }
    const text = JSON.stringify({ ...step, undoneAt: null });
    if (seen.has(text)) return { path, value: 'a decision', expected: 'each decision once' };
    seen.add(text);
  }
  return null;
}

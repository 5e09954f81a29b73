import {
  extentsLabel,
  type KernelDescriptor,
  ownName,
  type Problem,
  parseVariant,
  withoutSide,
} from '../../../kernels/index.ts';
import { newRun } from '../new-run.ts';
import { type Kept, keepProgram } from '../programs/keep-program.ts';
import { joinPrograms, restoreProgram } from '../programs/restore-program.ts';
import type { Cell, Environment, Run } from '../types.ts';
import { REMATCH_EPOCHS, REMATCH_MAX_EPOCHS } from '../verdict/new-rematch.ts';
import type { Edit, Scope } from './edit-schema.ts';
import { editedProgram } from './edited-program.ts';
import { type Original, originalAt } from './original.ts';

/** How long the verdict on one problem may take, and on all of them. */
const BUDGET_MS = { each: 12_000, most: 600_000 };
const LONGEST_NAME = 64;

/** What a copy is kept with, as the file of somebody's own is. */
export const COPY_GENERATOR = 'an edited copy';

/** "gemm-direct-edit", "gemm-direct-edit-2" of a copy of that: a name for a descriptor, too. */
export function copyName(contender: string): KernelDescriptor['name'] {
  const id = parseVariant(contender).id.replace(/^own:/, '');
  const [, stem = id, number] = /^(.*?)-edit(?:-(\d+))?$/.exec(id) ?? [];
  const isCopy = stem !== id;
  const suffix = isCopy ? `-edit-${Number(number ?? 1) + 1}` : '-edit';
  return `${stem.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
}

/** Whose tolerance applies to a copy: that of the contender that it began with. */
export function judgedAs({ run: { request }, cell: { contender } }: Pick<Original, 'run' | 'cell'>): string {
  const name = withoutSide(contender);
  return request.copy?.name === name ? request.copy.judgedAs : name;
}

/**
 * A run about to start that measures an edited copy beside its original, in the same rounds, until the verdict is clear.
 * Where the original has other texts, which the edit is not of, the copy's cell says so.
 * @param measured what the run keeps of the original's cell at a problem; null for nothing
 */
export function newCopyRun(
  original: Original,
  edit: Edit,
  scope: Scope,
  environment: Environment,
  measured: (problem: Problem) => Kept | null,
): Run {
  const { request, id, name } = original.run;
  const problems = scope === 'cell' ? [original.cell.problem] : request.problems;
  const of = withoutSide(original.cell.contender);
  const copy = ownName({ name: copyName(of) });
  const { adopted } = request;
  const run = newRun(
    `${of}, edited: ${scope === 'cell' ? extentsLabel(original.cell.problem, ' × ') : name}`.slice(0, 200),
    {
      device: environment.device.id,
      problems,
      contenders: [of, copy],
      method: { ...request.method, ...REMATCH_EPOCHS, protocol: 'adaptive' },
      ...(adopted && { adopted }),
      copy: {
        name: copy,
        of,
        judgedAs: judgedAs(original),
        run: { id, name },
        maxEpochs: REMATCH_MAX_EPOCHS,
        budgetMs: Math.min(problems.length * BUDGET_MS.each, BUDGET_MS.most),
      },
    },
    environment,
  );
  let { programs, sources } = run;
  const withProgram = (cell: Cell, { hash, kept }: Kept): Cell => {
    ({ programs, sources } = joinPrograms({ programs, sources }, kept));
    return { ...cell, program: hash };
  };
  const cells = run.cells.map((cell): Cell => {
    const { problem } = cell;
    const own = measured(problem);
    // What the run keeps no program of is generated again.
    if (cell.contender === of) return own ? withProgram(cell, own) : cell;
    const beside = originalAt(original, problem, own && restoreProgram(own.hash, own.kept, problem, of));
    if (beside)
      return withProgram(
        cell,
        keepProgram(editedProgram(beside, edit), original.configuration, COPY_GENERATOR),
      );
    const message = 'The original has another text at this size, of which this is no copy.';
    return { ...cell, status: 'unsupported', failure: { code: 'UNSUPPORTED', message } };
  });
  return { ...run, cells, programs, sources };
}

import {
  libraryOf,
  onSide,
  parseVariant,
  problemKey,
  SIDES,
  type Side,
  withoutSide,
} from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import { newRun } from '../new-run.ts';
import { canonicalJson } from '../programs/canonical-json.ts';
import type { KeptProgram } from '../programs/kept-program.ts';
import { hashesOf, joinPrograms, programsOf } from '../programs/restore-program.ts';
import type { Cell, Environment, Method, Run, SweepRequest } from '../types.ts';

/**
 * What varies from epoch to epoch is what a rematch has to average over: it takes many short ones, the first of them
 * without looking.
 */
export const REMATCH_EPOCHS: Pick<Method, 'epochs' | 'minSamples' | 'maxSamples' | 'maxProblemMs'> = {
  epochs: 6,
  minSamples: 60,
  maxSamples: 180,
  maxProblemMs: 1200,
};
/** Epochs, and with them samples and time, may double so often. */
const DOUBLINGS = 5;
export const REMATCH_MAX_EPOCHS = REMATCH_EPOCHS.epochs * 2 ** DOUBLINGS;

export interface RematchOptions {
  /** Null for all that both runs have, but libraries, which are what they are now on either side. */
  readonly contenders: readonly string[] | null;
  /** The problems by problemKey(); all that both runs have, if left out. */
  readonly problems?: ReadonlySet<string>;
  /** The cells by cellId(), of those problems and contenders; all of them, if left out. */
  readonly cells?: ReadonlySet<string>;
  /** Whether those are left out whose programs are the same at every size. */
  readonly isChangedOnly: boolean;
  readonly budgetMs: number;
}

/**
 * A run that measures the cells of two runs again, side by side, each with the program that it was measured with then.
 * A cell that has none is not measured. Returns the reason if there is nothing to measure.
 */
export function newRematch(
  baseline: Run,
  candidate: Run,
  environment: Environment,
  { contenders, problems: wanted, cells: asked, isChangedOnly, budgetMs }: RematchOptions,
): Run | { reason: string } {
  const common = contendersOf(baseline, candidate, contenders);
  const problems = problemsOf(baseline, candidate).filter((one) => wanted?.has(problemKey(one)) ?? true);
  if (problems.length === 0) return { reason: 'the runs have no problem in common' };
  if (common.length === 0) return { reason: 'the runs have no generated contender in common' };
  const programs = joinPrograms(baseline, candidate);
  const versions = { baseline: byId(baseline), candidate: byId(candidate) };
  const programOf = (side: Side, problem: string, contender: string) => {
    const hash = versions[side].get(cellId(problem, contender))?.program ?? null;
    return hash === null ? null : (programs.programs[hash] ?? null);
  };
  const isChanged = (contender: string, problem: string) => {
    const [one, other] = SIDES.map((side) => programOf(side, problem, contender));
    return one != null && other != null && !isSameProgram(one, other);
  };
  const keys = problems.map(problemKey);
  const chosen = isChangedOnly
    ? common.filter((contender) => keys.some((key) => isChanged(contender, key)))
    : common;
  if (chosen.length === 0) return { reason: 'both runs measured the same programs' };
  const run = newRun(
    `${candidate.name} against ${baseline.name}`,
    requestOf(problems, chosen, baseline, candidate, budgetMs),
    environment,
  );
  const cells = run.cells.map((cell): Cell => {
    const id = cellId(problemKey(cell.problem), withoutSide(cell.contender));
    return asked?.has(id) === false ? { ...cell, ...NOT_ASKED } : withProgram(cell, versions);
  });
  if (!cells.some(({ status }) => status === 'pending'))
    return { reason: 'neither run keeps its programs: earlier versions did not' };
  return { ...run, cells, ...programsOf(hashesOf(cells), programs) };
}

/** The contenders that both runs have, and that are asked for. */
function contendersOf(baseline: Run, candidate: Run, asked: readonly string[] | null): string[] {
  const isIn = ({ request }: Run, name: string) => request.contenders.includes(name);
  const wanted = asked ?? candidate.request.contenders.filter((name) => !libraryOf(name));
  return wanted.filter((name) => isIn(baseline, name) && isIn(candidate, name));
}

function problemsOf(baseline: Run, candidate: Run): SweepRequest['problems'] {
  const keys = new Set(baseline.request.problems.map(problemKey));
  return candidate.request.problems.filter((problem) => keys.has(problemKey(problem)));
}

function requestOf(
  problems: SweepRequest['problems'],
  contenders: readonly string[],
  baseline: Run,
  { request, ...candidate }: Run,
  budgetMs: number,
): SweepRequest {
  return {
    device: request.device,
    problems,
    contenders: contenders.flatMap((name) => SIDES.map((side) => onSide(name, side))),
    method: { ...request.method, ...REMATCH_EPOCHS },
    rematch: {
      baseline: { id: baseline.id, name: baseline.name },
      candidate: { id: candidate.id, name: candidate.name },
      maxEpochs: REMATCH_MAX_EPOCHS,
      budgetMs,
    },
  };
}

type CellsById = ReadonlyMap<string, Cell>;

function byId({ cells }: Run): CellsById {
  return new Map(cells.map((cell) => [cell.id, cell]));
}

/** Of a cell whose problem and contender are measured for the sake of others. */
const NOT_ASKED: Pick<Cell, 'status' | 'failure'> = {
  status: 'unsupported',
  failure: { code: 'NOT_ASKED', message: 'Its verdict is clear, so it is not measured again.' },
};

/** A cell of a rematch with the program of its side's run. */
function withProgram(cell: Cell, versions: Readonly<Record<Side, CellsById>>): Cell {
  const { side = 'candidate' } = parseVariant(cell.contender);
  const name = withoutSide(cell.contender);
  const earlier = versions[side].get(cellId(problemKey(cell.problem), name));
  if (libraryOf(name)) return cell;
  if (earlier?.program) return { ...cell, program: earlier.program };
  const message = earlier?.failure?.message ?? 'The run keeps no program of this cell.';
  return { ...cell, status: 'unsupported', failure: { code: 'NO_PROGRAM', message } };
}

/** Whether two programs do the same, whatever generated them. */
export function isSameProgram(one: KeptProgram, other: KeptProgram): boolean {
  const of = ({ generator: _, ...program }: KeptProgram) => canonicalJson(program);
  return of(one) === of(other);
}

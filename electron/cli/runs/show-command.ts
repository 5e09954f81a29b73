import {
  contenderLabel,
  describeIssue,
  extentsLabel,
  generateWith,
  libraryOf,
  type Pass,
  type Problem,
  parseVariant,
  sideOf,
  targetOf,
} from '../../../kernels/index.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { originOf } from '../../ipc/programs/origin-of.ts';
import { keptProgram, restoreProgram } from '../../ipc/programs/restore-program.ts';
import { decisionsOf, stepsByBaseline } from '../../ipc/review/decisions.ts';
import { decisionText } from '../../ipc/review/review-table.ts';
import type { Cell, Run } from '../../ipc/types.ts';
import { visibleLine, visibleText } from '../../ipc/visible-text.ts';
import { parseOptions } from '../parse-options.ts';
import { listed } from '../terminal/layout.ts';
import { CommandError, EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { loadRun } from './load-run.ts';
import { shortId } from './open-runs.ts';

export const SHOW_OPTIONS = { contender: { type: 'string' }, size: { type: 'string' } } as const;

/** `tilescope show RUN --contender X --size 512`: prints the MSL of a cell. */
export async function showCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, SHOW_OPTIONS, true);
  const [reference, ...others] = positionals;
  if (!reference || others.length > 0) {
    throw new UsageError('show: expected one run, as tilescope runs lists them, or its file');
  }
  const run = await loadRun(reference);
  console.log(mslText(findCell(run, values.contender, values.size), run));
  return EXIT_CODES.ok;
}

/** The cell of a contender and a size; either may be left out where there is only one. Throws UsageError. */
export function findCell(
  { request, cells }: Run,
  contender: string | undefined,
  size: string | undefined,
): Cell {
  const name = contender ?? onlyOne('contender', request.contenders);
  const own = cells.filter((cell) => cell.contender === name);
  if (own.length === 0) {
    throw new UsageError(`--contender ${name}: expected ${request.contenders.join(', ')}`);
  }
  const sizes = own.map(({ problem }) => sizeOf(problem));
  const wanted = size?.replaceAll('×', 'x') ?? onlyOne('size', sizes);
  const found = own.find(({ problem }) => sizeOf(problem) === wanted || String(sideOf(problem)) === wanted);
  if (found) return found;
  throw new UsageError(`--size ${size}: expected ${listed(sizes)}`);
}

/**
 * The MSL of a cell: each text once, below the passes that use it. Where the run does not keep it, it is generated again,
 * with the parameters that the contender's name has; a comment says which, and others what was decided about the cell.
 * Throws CommandError if there is none.
 */
export function mslText(cell: Cell, run: Run): string {
  const { contender, problem } = cell;
  const { id } = parseVariant(contender);
  if (libraryOf(id))
    throw new CommandError(`${contenderLabel(contender)} is a library: it has no MSL to show`);
  const { passes, origin } = passesOf(cell, run);
  const device = run.environment.device.name;
  const title = `${contender} at ${extentsLabel(problem)} for ${device}`;
  return passesText(passes, [title, origin, ...decisionsAbout(cell, run)]);
}

/** "beside 1b6f3a0e: rejected by ada, 2026-01-02: the loop is not unrolled any more" */
function decisionsAbout({ id }: Cell, { decisions }: Run): string[] {
  return [...stepsByBaseline(decisions)].flatMap(([baseline, steps]) => {
    const decision = decisionsOf(steps).get(id);
    return decision ? `beside ${shortId(baseline)}: ${decisionText(decision)}` : [];
  });
}

/** The MSL of passes: each text once, below the passes that use it, and below comments. */
export function passesText(passes: readonly Pass[], comments: readonly string[]): string {
  const texts = Map.groupBy(passes, ({ kernel }) => kernel.source);
  const head = comments.map((comment) => `// ${visibleLine(comment)}`).join('\n');
  const text = [...texts]
    .map(([source, own]) => [head, ...own.map((pass) => passLine(pass, passes)), source.trimEnd()].join('\n'))
    .join('\n\n');
  return visibleText(text);
}

/** The passes of a cell, and where they are from. Throws CommandError. */
function passesOf({ contender, problem, program: hash }: Cell, run: Run) {
  if (hash !== null) {
    const { passes } = restoreProgram(hash, run, problem, contender);
    return { passes, origin: `kept with the run: ${originOf(contender, keptProgram(hash, run))}` };
  }
  const { request, environment } = run;
  const generated = generateWith(request.adopted ?? {}, contender, problem, targetOf(environment.device));
  if ('issues' in generated) throw new CommandError(generated.issues.map(describeIssue).join('; '));
  const { passes } = generated.program;
  const origin = `generated again by tilescope ${manifest.version}: the run keeps no text of this cell`;
  return { passes, origin };
}

/** "// pass 1 of 2: gemm, 8×8×1 threadgroups of 128×1×1 threads, constants 0 = true" */
function passLine(pass: Pass, all: readonly Pass[]): string {
  const { kernel, threadgroups, threadsPerThreadgroup } = pass;
  const grid = `${threadgroups.join('×')} threadgroups of ${threadsPerThreadgroup.join('×')} threads`;
  const constants = Object.entries(kernel.constants).map(([index, { value }]) => `${index} = ${value}`);
  const parts = [
    visibleLine(kernel.functionName),
    grid,
    ...(constants.length > 0 ? [`constants ${constants.join(', ')}`] : []),
  ];
  return `// pass ${all.indexOf(pass) + 1} of ${all.length}: ${parts.join(', ')}`;
}

function sizeOf(problem: Problem): string {
  return extentsLabel(problem, 'x');
}

function onlyOne(option: string, all: readonly string[]): string {
  const [first, ...others] = all;
  if (first !== undefined && others.length === 0) return first;
  throw new UsageError(`--${option} is required: ${listed(all)}`);
}

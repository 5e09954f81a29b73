// What verdicts of rematches are worth: of equal programs, and of programs that were made slower.
import { spawn } from 'node:child_process';
import { generate, type Problem, type Program, QUICK_SWEEP } from '../../../kernels/index.ts';
import { printTable } from '../../../native/bench/bench.ts';
import { native } from '../../../native/index.ts';
import { applyUpdate } from '../../ipc/cell-update.ts';
import { defaultMethod } from '../../ipc/method.ts';
import { newRun } from '../../ipc/new-run.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import type { Cell, Environment, Run } from '../../ipc/types.ts';
import { judgePairs } from '../../ipc/verdict/judgement.ts';
import { judgingOf } from '../../ipc/verdict/looks.ts';
import { newRematch } from '../../ipc/verdict/new-rematch.ts';
import { pairsOfSides } from '../../ipc/verdict/pairs.ts';
import type { Verdict, VerdictName } from '../../ipc/verdict/verdict.ts';
import { describeEnvironment } from '../environment.ts';
import { runSweep } from '../sweep/sweep.ts';

const CONTENDERS = ['gemm-direct', 'gemm-simdgroup', 'gemm-tiled'];
const SIZES = QUICK_SWEEP.sizes.split(',').map(Number);
/** What is made slower, and by how much. */
const PLANTED_CONTENDERS = ['gemm-direct', 'gemm-simdgroup'];
const PLANTED_SIZES = [128, 256, 384];
const SLOWDOWN = 1.03;
/** A slowdown that is found by trial is this close to the one that is wanted. */
const CLOSE = 0.004;
const MAX_TRIALS = 8;

interface Counts {
  readonly equal: number;
  readonly planted: number;
}

/** Many for a judgement, which takes an hour or two; few show that it works. */
const COUNTS: Counts = {
  equal: Number(process.env.REMATCHES ?? 10),
  planted: Math.ceil(Number(process.env.REMATCHES ?? 10) / 10),
};
const BUDGET_MS = { equal: 6_000, planted: 60_000, trial: 10_000 } as const;
/** So often is progress reported. */
const REPORTED = 10;

/** Prints how often each verdict was reached, on a machine that is otherwise idle and beside a busy loop. */
export async function benchRematches(): Promise<void> {
  const environment = await describeEnvironment(native, 'cpu');
  const cells = SIZES.flatMap((size) => CONTENDERS.map((contender) => programOf(contender, size)));
  const rows = [['equal programs', ...(await equal(cells, COUNTS.equal, environment))]];
  const slowed = await slowedPrograms(environment);
  rows.push([`${SLOWDOWN}× as long`, ...(await judged(slowed, COUNTS.planted, environment))]);
  const loop = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  rows.push(['the same beside a busy loop', ...(await judged(slowed, COUNTS.planted, environment))]);
  loop.kill('SIGKILL');
  printTable('Verdicts of rematches', ['rematches of', ...NAMES, 'longest'], rows);
}

const NAMES = ['FASTER', 'SLOWER', 'SAME', 'UNCLEAR'] as const satisfies readonly VerdictName[];

interface Version {
  readonly problem: Problem;
  readonly contender: string;
  readonly program: Program;
  readonly configuration: Parameters<typeof keepProgram>[1];
}

/** A program, and the same that does more. */
interface Slowed {
  readonly baseline: Version;
  readonly candidate: Version;
}

function programOf(contender: string, size: number): Version {
  const problem: Problem = { op: 'gemm', dtype: 'f32', m: size, n: size, k: size };
  const generated = generate(contender, problem);
  if ('issues' in generated) throw new Error(`${contender} at ${size} cannot be generated`);
  return { problem, contender, ...generated };
}

function equal(versions: readonly Version[], count: number, environment: Environment): Promise<string[]> {
  const pairs = versions.map((version) => ({ baseline: version, candidate: version }));
  return judged(pairs, count, environment, BUDGET_MS.equal);
}

/** How often each verdict was reached, and how long the longest rematch took. */
async function judged(
  pairs: readonly Slowed[],
  count: number,
  environment: Environment,
  budgetMs: number = BUDGET_MS.planted,
): Promise<string[]> {
  const counts = new Map<string, number>();
  let longestMs = 0;
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    const { verdict } = await rematch(
      pairs[index % pairs.length] as Slowed,
      environment,
      budgetMs,
      index + 1,
    );
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    longestMs = Math.max(longestMs, performance.now() - start);
    if ((index + 1) % REPORTED === 0) console.error(`${index + 1} of ${count}:`, Object.fromEntries(counts));
  }
  return [...NAMES.map((name) => String(counts.get(name) ?? 0)), `${(longestMs / 1000).toFixed(0)} s`];
}

/** Programs with work added to their texts, by trial as much as it takes. */
async function slowedPrograms(environment: Environment): Promise<Slowed[]> {
  const slowed: Slowed[] = [];
  for (const size of PLANTED_SIZES) {
    for (const contender of PLANTED_CONTENDERS) {
      const baseline = programOf(contender, size);
      let steps = 64;
      for (let trial = 0; trial < MAX_TRIALS; trial++) {
        const candidate = withWork(baseline, Math.round(steps));
        const { ratio } = await rematch({ baseline, candidate }, environment, BUDGET_MS.trial, trial);
        const excess = (ratio?.ratio ?? 1) - 1;
        if (Math.abs(excess - (SLOWDOWN - 1)) < CLOSE) {
          slowed.push({ baseline, candidate });
          break;
        }
        steps *= Math.min(8, Math.max(1 / 8, (SLOWDOWN - 1) / Math.max(excess, 1e-4)));
      }
    }
  }
  if (slowed.length === 0) throw new Error('no program could be slowed down by as much as is wanted');
  return slowed;
}

/** A program whose first lanes count to a number before they begin. */
function withWork(version: Version, steps: number): Version {
  const work = `    if (lane == 0) for (volatile uint step = 0; step < ${steps}; ++step) {}\n`;
  const [first, ...others] = version.program.passes;
  if (!first) throw new Error('the program is empty');
  const source = first.kernel.source.replace(/(\[\[thread_index_in_simdgroup\]\]\) \{\n)/, `$1${work}`);
  if (source === first.kernel.source) throw new Error(`${version.contender} has no place for more work`);
  const passes = [{ ...first, kernel: { ...first.kernel, source } }, ...others];
  return { ...version, program: { ...version.program, passes } };
}

async function rematch(
  { baseline, candidate }: Slowed,
  environment: Environment,
  budgetMs: number,
  seed: number,
): Promise<Verdict> {
  const options = { contenders: null, isChangedOnly: false, budgetMs };
  const run = newRematch(
    runOf(baseline, environment, seed),
    runOf(candidate, environment, seed),
    environment,
    options,
  );
  if ('reason' in run) throw new Error(run.reason);
  const { id: runId, request, programs, sources } = run;
  const asked = run.cells.flatMap(({ id, program }) => (program === null ? [] : [[id, program] as const]));
  const cells = new Map(run.cells.map((cell) => [cell.id, cell]));
  await runSweep({
    native,
    runId,
    request,
    environment,
    done: [],
    programs: { cells: Object.fromEntries(asked), kept: { programs, sources } },
    signal: new AbortController().signal,
    fault: null,
    emit: (event) => {
      if (event.type !== 'cells') return;
      for (const update of event.updates) cells.set(update.id, applyUpdate(cells.get(update.id), update));
    },
  });
  const pairs = pairsOfSides({ cells: [...cells.values()] });
  const [pair] = judgePairs(pairs, judgingOf(request)).pairs;
  if (!pair?.verdict.ratio) throw new Error(`nothing was measured: ${pair?.candidate.failure?.message}`);
  return pair.verdict;
}

/** A run that measured one program, as far as a rematch needs to know. */
function runOf(
  { problem, contender, program, configuration }: Version,
  environment: Environment,
  seed: number,
): Run {
  const { hash, kept } = keepProgram(program, configuration, 'benchmark');
  const method = { ...defaultMethod(environment.device.kind), seed };
  const request = { device: environment.device.id, problems: [problem], contenders: [contender], method };
  const run = newRun('benchmark', request, environment);
  return { ...run, ...kept, cells: run.cells.map((cell): Cell => ({ ...cell, program: hash })) };
}

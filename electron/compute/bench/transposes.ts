import { contendersOf, familyOf, type Problem, refusalOf } from '../../../kernels/index.ts';
import { type Entrant, printTable, speedOver, timeByTurns, typicalNs } from '../../../native/bench/bench.ts';
import { native } from '../../../native/index.ts';
import { availableContenders, prepareContender } from '../contenders/contenders.ts';
import { createOperands } from '../contenders/operands.ts';
import type { Setting } from '../contenders/prepared-contender.ts';

type ElementwiseProblem = Extract<Problem, { op: 'elementwise' }>;

const SEED = 1;
const CPU = { id: 'cpu', kind: 'cpu', name: 'CPU' } as const;
const NEVER = new AbortController().signal;
const BLAS = 'cblas-copy';
const ROUNDS = { rounds: 9, turnNs: 40e6 } as const;
/** In a cache and beyond it, with rows whole pages apart and not, and as a permutation, which BLAS lacks. */
const SHAPES = {
  '1000²': { m: 1000, n: 1000 },
  '1024²': { m: 1024, n: 1024 },
  '4000²': { m: 4000, n: 4000 },
  '4096²': { m: 4096, n: 4096 },
  '32 × 512²': { m: 512, n: 512, batch: 32 },
  '128 × 1024 × 128, nbm': { m: 1024, n: 128, batch: 128, permutation: 'nbm' },
} as const satisfies Record<string, Partial<ElementwiseProblem>>;

/** Prints the bandwidth of transposes, and its ratio to that of OpenBLAS or Accelerate in the same rounds. */
export async function benchTransposes(threadCounts: readonly number[]): Promise<void> {
  for (const threads of threadCounts) {
    const columns: Map<string, string[]>[] = [];
    for (const shape of Object.values(SHAPES)) columns.push(await benchShape(shape, threads));
    const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
    printTable(
      `Transposes, single precision, ${threads} ${threads === 1 ? 'thread' : 'threads'}, GB/s; ÷ BLAS`,
      ['', ...Object.keys(SHAPES).flatMap((shape) => [shape, '÷ BLAS'])],
      names.map((name) => [name, ...columns.flatMap((column) => column.get(name) ?? ['–', '–'])]),
    );
  }
}

async function benchShape(
  shape: (typeof SHAPES)[keyof typeof SHAPES],
  threads: number,
): Promise<Map<string, string[]>> {
  const problem: ElementwiseProblem = { op: 'elementwise', dtype: 'f32', operation: 'transpose', ...shape };
  const family = familyOf(problem);
  const operands = await createOperands(native, CPU.id, family, problem, SEED);
  const setting: Setting = { native, device: { ...CPU, threads }, family, problem, operands, fault: null };
  const entrants: Entrant[] = [];
  const releases = [operands.release];
  for (const id of await solversOf(problem)) {
    const { run, release } = await prepareContender(id, setting);
    releases.push(release);
    entrants.push({ name: id, run: async (duplicates) => (await run(duplicates, NEVER)).wallNs });
  }
  const rounds = await timeByTurns(entrants, ROUNDS);
  for (const release of releases) release();
  const blas = entrants.find(({ name }) => name === BLAS);
  const bytes = 2 * (operands.buffers.X?.sizeBytes ?? Number.NaN);
  return new Map(
    entrants.map((entrant) => [
      entrant.name,
      [
        (bytes / typicalNs(rounds, entrant)).toFixed(1),
        blas ? speedOver(rounds, entrant, blas).toFixed(2) : '–',
      ],
    ]),
  );
}

/** The contenders that this machine has and that solve a problem. */
async function solversOf(problem: ElementwiseProblem): Promise<string[]> {
  const [device] = (await native.devices()).filter(({ id }) => id === CPU.id);
  if (!device) return [];
  const available = (await availableContenders(native, device, true)).filter((one) => one.available);
  const ids = available.map(({ id }) => id);
  return contendersOf('elementwise')
    .map(({ id }) => id)
    .filter((id) => ids.includes(id) && refusalOf(id, problem) === null);
}

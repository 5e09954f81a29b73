import { type AttentionProblem, estimate, familyOf } from '../../../kernels/index.ts';
import { type Entrant, printTable, speedOver, timeByTurns } from '../../../native/bench/bench.ts';
import { native } from '../../../native/index.ts';
import { prepareProgram } from '../contenders/generated-contender.ts';
import { createOperands } from '../contenders/operands.ts';

const SEED = 1;
const DEVICE = { id: 'cpu', kind: 'cpu', name: 'CPU', threads: 1 } as const;
const NEVER = new AbortController().signal;
/** Multiples of all blocks; one less is a multiple of none. */
const EVEN = [512, 1024] as const;
const ROUNDS = { rounds: 15, turnNs: 40e6 } as const;

/** Prints what the edges of blocks cost: the time of a FLOP at an odd length over that at an even one. */
export async function benchAttentionEdges(): Promise<void> {
  const rows: string[][] = [];
  for (const gradient of [false, true]) {
    const ratios: string[] = [];
    for (const length of EVEN) ratios.push((await costOfEdges(length, gradient)).toFixed(2));
    rows.push([gradient ? 'with gradients' : 'forward', ...ratios]);
  }
  const columns = EVEN.map((length) => `${length - 1} ÷ ${length}`);
  printTable(
    'Edges of attention-flash2, single precision, d = 64, 1 thread, time ÷ FLOP',
    ['', ...columns],
    rows,
  );
}

async function costOfEdges(length: number, gradient: boolean): Promise<number> {
  const releases: (() => void)[] = [];
  const problemOf = (n: number): AttentionProblem => {
    return { op: 'attention', dtype: 'f32', r: n, c: n, d: 64, gradient };
  };
  const entrantOf = async (problem: AttentionProblem): Promise<Entrant> => {
    const family = familyOf(problem);
    const operands = await createOperands(native, DEVICE.id, family, problem, SEED);
    releases.push(operands.release);
    const setting = { native, device: DEVICE, family, problem, operands, fault: null };
    const { run, release } = await prepareProgram('attention-flash2', setting);
    releases.push(release);
    const timed = async (duplicates: number) => (await run(duplicates, NEVER)).wallNs;
    return { name: `${problem.r}`, run: timed };
  };
  try {
    const [odd, even] = [problemOf(length - 1), problemOf(length)];
    const entrants = [await entrantOf(odd), await entrantOf(even)] as const;
    const rounds = await timeByTurns([...entrants], ROUNDS);
    return (speedOver(rounds, entrants[1], entrants[0]) * estimate(even).flops) / estimate(odd).flops;
  } finally {
    for (const release of releases) release();
  }
}

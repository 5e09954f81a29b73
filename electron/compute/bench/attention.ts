import { type AttentionProblem, contendersOf, estimate, familyOf } from '../../../kernels/index.ts';
import { type Entrant, printTable, speedOver, timeByTurns, typicalNs } from '../../../native/bench/bench.ts';
import { native } from '../../../native/index.ts';
import type { Routine } from '../../../native/types.ts';
import { prepareProgram } from '../contenders/generated-contender.ts';
import { createOperands, type Operands } from '../contenders/operands.ts';

const SEED = 1;
const CPU = { id: 'cpu', kind: 'cpu', name: 'CPU' } as const;
const NEVER = new AbortController().signal;
const SHAPES = [
  { n: 512, d: 64 },
  { n: 2048, d: 64 },
  { n: 2048, d: 128 },
] as const;
const ROUNDS = { rounds: 11, turnNs: 40e6 } as const;
const THROUGH_BLAS = 'BLAS, softmax, BLAS';

/** Prints the milliseconds of every attention contender, and its speed relative to unfused attention through BLAS. */
export async function benchAttention(threadCounts: readonly number[]): Promise<void> {
  for (const threads of threadCounts) {
    const columns: Map<string, string[]>[] = [];
    for (const { n, d } of SHAPES) columns.push(await benchShape(n, d, threads));
    const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
    printTable(
      `Attention, single precision, one head, ${threads} ${threads === 1 ? 'thread' : 'threads'}, ms; speed ÷ ${THROUGH_BLAS}`,
      ['', ...SHAPES.flatMap(({ n, d }) => [`${n}×${d}`, 'GFLOPS', '÷ BLAS'])],
      names.map((name) => [name, ...columns.flatMap((column) => column.get(name) ?? ['–', '–', '–'])]),
    );
  }
}

async function benchShape(n: number, d: number, threads: number): Promise<Map<string, string[]>> {
  const dense: AttentionProblem = { op: 'attention', dtype: 'f32', r: n, c: n, d };
  const causal: AttentionProblem = { ...dense, mask: 'causal' };
  const operands = await createOperands(native, CPU.id, familyOf(dense), dense, SEED);
  const releases = [operands.release];
  const contenders: { contender: Entrant; problem: AttentionProblem }[] = [];
  try {
    const add = async (problem: AttentionProblem, id: string, name: string) => {
      const device = { ...CPU, threads };
      const setting = { native, device, family: familyOf(problem), problem, operands, fault: null };
      const { run, release } = await prepareProgram(id, setting);
      releases.push(release);
      const timed = async (duplicates: number) => (await run(duplicates, NEVER)).wallNs;
      contenders.push({ contender: { name, run: timed }, problem });
    };
    for (const { id, kind } of contendersOf('attention')) {
      if (kind === 'generated') await add(dense, id, `MSL ${id}`);
    }
    await add(causal, 'attention-flash2', 'MSL attention-flash2, causal');
    const blas = 'reason' in native.blas() ? null : await throughBlas(dense, operands, threads, releases);
    if (blas) contenders.push({ contender: blas, problem: dense });
    const rounds = await timeByTurns(
      contenders.map(({ contender }) => contender),
      ROUNDS,
    );
    return new Map(
      contenders.map(({ contender, problem }) => {
        const ns = typicalNs(rounds, contender);
        const gflops = estimate(problem).flops / ns;
        const ratio = blas ? speedOver(rounds, contender, blas).toFixed(2) : '–';
        return [contender.name, [(ns / 1e6).toFixed(2), gflops.toFixed(0), ratio]];
      }),
    );
  } finally {
    for (const release of releases) release();
  }
}

/** Q·Kᵀ by BLAS, with K transposed beforehand; softmax by the kernel of attention-unfused; P·V by BLAS. */
async function throughBlas(
  problem: AttentionProblem,
  operands: Operands,
  threads: number,
  releases: (() => void)[],
): Promise<Entrant> {
  const { r, c, d } = problem;
  const { buffers, inputs } = operands;
  const transposed = await native.buffer(CPU.id, c * d * Float32Array.BYTES_PER_ELEMENT);
  releases.push(() => native.release(transposed));
  const keys = inputs.K as Float32Array;
  await native.write(
    transposed,
    Float32Array.from(keys, (_, at) => keys[(at % c) * d + Math.floor(at / c)] as number),
  );
  const setting = { native, device: { ...CPU, threads }, family: familyOf(problem), problem };
  const unfused = await prepareProgram('attention-unfused', { ...setting, operands, fault: null });
  releases.push(unfused.release);
  const softmax = unfused.passes[1];
  const scores = softmax?.bindings.find((binding) => 'buffer' in binding);
  if (!softmax || !scores || !('buffer' in scores))
    throw new Error('attention-unfused has no pass for its softmax');
  const { Q: q, V: v, O: o } = buffers;
  if (!q || !v || !o) throw new Error('attention has operands with other names');
  const plain = { name: 'cblas-sgemm', dtype: 'f32', transposeA: false, transposeB: false } as const;
  const steps = [
    await native.routine(CPU.id, { ...plain, m: r, n: c, k: d, a: q, b: transposed, c: scores.buffer }),
    [softmax],
    await native.routine(CPU.id, { ...plain, m: r, n: d, k: c, a: scores.buffer, b: v, c: o }),
  ];
  for (const step of steps) if (!Array.isArray(step)) releases.push(() => native.release(step as Routine));
  const run = async () => {
    let wallNs = 0;
    for (const step of steps) wallNs += (await native.execute(CPU.id, step, { threads })).wallNs;
    return wallNs;
  };
  return {
    name: THROUGH_BLAS,
    run: async (duplicates) => {
      let total = 0;
      for (let done = 0; done < duplicates; done++) total += await run();
      return total;
    },
  };
}

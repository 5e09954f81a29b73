import { copyProgram, familyOf, generate, type NormalizationProblem } from '../../../kernels/index.ts';
import type { Entrant, PrepareRows } from '../../../native/bench/bench.ts';
import { native } from '../../../native/index.ts';
import { prepareProgram } from '../contenders/generated-contender.ts';
import { createOperands } from '../contenders/operands.ts';
import type { Setting } from '../contenders/prepared-contender.ts';

const SEED = 1;
const CPU = { id: 'cpu', kind: 'cpu', name: 'CPU' } as const;
const NEVER = new AbortController().signal;

/** Every generated contender that solves rows of a length, and a copy between its buffers. */
export const prepareRows: PrepareRows = async (norm, rows, length, threads) => {
  const problem: NormalizationProblem = { op: 'normalization', dtype: 'f32', norm, m: rows, n: length };
  const family = familyOf(problem);
  const operands = await createOperands(native, CPU.id, family, problem, SEED);
  const setting: Setting = { native, device: { ...CPU, threads }, family, problem, operands, fault: null };
  const generated: Entrant[] = [];
  const releases = [operands.release];
  for (const { id } of family.contenders) {
    if ('issues' in generate(id, problem)) continue;
    const { run, release } = await prepareProgram(id, setting);
    releases.push(release);
    generated.push({ name: `MSL ${id}`, run: async (duplicates) => (await run(duplicates, NEVER)).wallNs });
  }
  const { X, Y } = operands.buffers;
  if (!X || !Y) throw new Error('normalization has operands with other names');
  const { pass } = copyProgram(X.sizeBytes);
  const library = await native.compile(CPU.id, pass.kernel.source);
  const work = {
    ...pass,
    pipeline: await native.pipeline(library, pass.kernel.functionName),
    bindings: [X, Y].map((buffer, index) => ({ index, buffer })),
  };
  const copy = async (duplicates: number) =>
    (await native.execute(CPU.id, [work], { threads, duplicates })).wallNs;
  return {
    generated,
    copy: { name: 'MSL copy', run: copy },
    release: () => {
      for (const release of releases) release();
    },
  };
};

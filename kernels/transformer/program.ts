import { ATTENTION } from '../attention/family.ts';
import type { AttentionProblem } from '../attention/problem.ts';
import { compose, type Renamed } from '../compose.ts';
import { configureContender, type Family } from '../family.ts';
import { GEMM } from '../gemm/family.ts';
import type { GemmProblem } from '../gemm/problem.ts';
import type { Issue } from '../issue.ts';
import type { ProblemBase } from '../problem.ts';
import type { Program, ProgramBuffer } from '../program.ts';
import type { Target } from '../target.ts';
import type { CompleteTransformer } from './problem.ts';

/** The contenders that solve the parts of the block, and the target that they are tuned for. */
export type BlockConfiguration = {
  readonly product: string;
  readonly attention: string;
  readonly target: Target;
};

/** A part of the block. */
interface Part {
  readonly family: Family;
  readonly problem: ProblemBase;
  /** The parameter that names its contender. */
  readonly parameter: 'product' | 'attention';
  /** The block's names for its buffers. */
  readonly names: Readonly<Record<string, string>>;
}

/** The transpose of X·W, [e, n]: a head is d of its rows. */
function projection({ dtype, n, e, batch }: CompleteTransformer): GemmProblem {
  const product = { op: 'gemm', dtype, m: e, n, k: e, transposeA: true, transposeB: true } as const;
  return { ...product, batch, strideA: 0, strideB: n * e, strideC: n * e };
}

function attention({ dtype, n, heads, d, batch, mask }: CompleteTransformer): AttentionProblem {
  const layout = { transposeQ: true, transposeK: true, transposeV: true, transposeO: true };
  return { op: 'attention', dtype, r: n, c: n, d, batch, heads, mask, ...layout };
}

function output({ dtype, n, e, batch, bias, activation }: CompleteTransformer): GemmProblem {
  const product = { op: 'gemm', dtype, m: n, n: e, k: e, transposeA: true, bias, activation } as const;
  return { ...product, batch, strideA: n * e, strideB: 0, strideC: n * e };
}

/** The five parts in order: three projections, attention, and the output's product with its activation. */
export function partsOf(problem: CompleteTransformer): Part[] {
  const projections = (['q', 'k', 'v'] as const).map((letter): Part => {
    return {
      family: GEMM,
      problem: projection(problem),
      parameter: 'product',
      names: { A: `W${letter}`, B: 'X', C: letter.toUpperCase() },
    };
  });
  return [
    ...projections,
    { family: ATTENTION, problem: attention(problem), parameter: 'attention', names: {} },
    { family: GEMM, problem: output(problem), parameter: 'product', names: { A: 'O', B: 'Wo', C: 'Y' } },
  ];
}

export function blockBuffers({ dtype, n, e, batch, bias }: CompleteTransformer): ProgramBuffer[] {
  const weights = ['Wq', 'Wk', 'Wv', 'Wo'].map((name): ProgramBuffer => {
    return { name, dtype, shape: [e, e], role: 'input' };
  });
  return [
    { name: 'X', dtype, shape: [batch, n, e], role: 'input' },
    ...weights,
    ...(bias ? [{ name: 'bias', dtype, shape: [e], role: 'input' } as const] : []),
    { name: 'Y', dtype, shape: [batch, n, e], role: 'output' },
  ];
}

/** The passes of all parts in order, in one encoder; or why a part cannot be generated. */
export function blockProgram(
  problem: CompleteTransformer,
  config: BlockConfiguration,
): Pick<Program, 'buffers' | 'passes'> | { issues: Issue[] } {
  const parts: Renamed[] = [];
  for (const { family, problem: of, parameter, names } of partsOf(problem)) {
    const contender = family.contenders.find(({ id }) => id === config[parameter]);
    if (!contender) throw new RangeError(`There is no contender "${config[parameter]}".`);
    const complete = family.complete(of);
    const configured = configureContender(contender, complete, config.target, {});
    if ('issues' in configured) return configured;
    parts.push({ part: contender.program(complete, configured.configuration), names });
  }
  return compose(blockBuffers(problem), parts);
}

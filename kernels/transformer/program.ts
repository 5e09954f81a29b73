import { ATTENTION } from '../attention/family.ts';
import type { AttentionProblem } from '../attention/problem.ts';
import { compose, type Renamed } from '../compose.ts';
import type { GeneratedContender } from '../family.ts';
import { GEMM } from '../gemm/family.ts';
import type { GemmProblem } from '../gemm/problem.ts';
import type { Issue } from '../issue.ts';
import { type Configuration, configure } from '../parameter.ts';
import type { ProblemBase } from '../problem.ts';
import type { Program, ProgramBuffer } from '../program.ts';
import type { Target } from '../target.ts';
import type { CompleteTransformer } from './problem.ts';

/** Which contenders solve the parts of the block. */
export interface BlockConfiguration {
  readonly product: string;
  readonly attention: string;
  readonly target: Target;
}

/** A part of the block, by a contender of its family. */
interface Part {
  readonly contender: GeneratedContender<ProblemBase>;
  readonly problem: ProblemBase;
  readonly names: Readonly<Record<string, string>>;
}

/** Xᵀ·W transposed: [e, n], a head is d of its rows. */
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

/** The five parts in order: three projections, attention, the output's product with its activation. */
function partsOf(problem: CompleteTransformer, c: BlockConfiguration): Part[] {
  const product = contenderNamed(GEMM.contenders, c.product);
  const projections = (['q', 'k', 'v'] as const).map((letter) => {
    return {
      contender: product,
      problem: projection(problem),
      names: { A: `W${letter}`, B: 'X', C: letter.toUpperCase() },
    };
  });
  return [
    ...projections,
    { contender: contenderNamed(ATTENTION.contenders, c.attention), problem: attention(problem), names: {} },
    { contender: product, problem: output(problem), names: { A: 'O', B: 'Wo', C: 'Y' } },
  ];
}

function contenderNamed(contenders: readonly unknown[], id: string): GeneratedContender<ProblemBase> {
  const all = contenders as readonly GeneratedContender<ProblemBase>[];
  const found = all.find((one) => one.id === id);
  if (!found) throw new RangeError(`There is no contender "${id}".`);
  return found;
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

/** The passes of all parts, one after the other in one encoder; or why a part cannot be generated. */
export function blockProgram(
  problem: CompleteTransformer,
  configuration: BlockConfiguration,
): Pick<Program, 'buffers' | 'passes'> | { issues: Issue[] } {
  const parts: Renamed[] = [];
  for (const { contender, problem: of, names } of partsOf(problem, configuration)) {
    const tuned = contender.tuned(of, configuration.target, {}) as Configuration;
    const configured = configure(contender.parameters, tuned, {});
    if ('issues' in configured) return configured;
    const issues = contender.check(of, configured.configuration);
    if (issues.length > 0) return { issues };
    parts.push({ part: contender.program(of, configured.configuration), names });
  }
  return compose(blockBuffers(problem), parts);
}

/** What the parts cost by themselves. */
export function partProblems(problem: CompleteTransformer): {
  products: GemmProblem[];
  attention: AttentionProblem;
} {
  return {
    products: [projection(problem), projection(problem), projection(problem), output(problem)],
    attention: attention(problem),
  };
}

import { DTYPE } from '../msl/dtype.ts';
import type { GemmProblem } from '../problem.ts';
import type { Estimate } from '../program.ts';

/** 2·m·n·k FLOPs (a multiply-add counts as two); A and B read once, C written once. */
export function estimateGemm({ m, n, k, dtype }: GemmProblem): Estimate {
  const flops = 2 * m * n * k;
  const bytes = (m * k + k * n + m * n) * DTYPE[dtype].sizeBytes;
  return { flops, bytes, intensity: flops / bytes };
}

import {
  contenderLabel,
  estimate,
  extentsLabel,
  familyOf,
  optionsLabel,
  type Problem,
} from '../../../kernels/index.ts';
import { rateIn, rateUnitOf } from '../rate.ts';
import type { Cell, Run, Sample, Summary } from '../types.ts';

/** A cell whose result is right, with its figures. */
export type MeasuredCell = Cell & { readonly summary: Summary };

/** The cells that other tools may rank: right, and not faster than their roof. */
export function measuredCells({ cells }: Run): MeasuredCell[] {
  return cells.filter((cell): cell is MeasuredCell => cell.status === 'ok' && cell.summary !== null);
}

/** The duration of a sample by its cell's clock, in nanoseconds. */
export function durationNs({ summary }: MeasuredCell, { gpuNs, wallNs }: Sample): number {
  return summary.clock === 'gpu' && gpuNs !== null ? gpuNs : wallNs;
}

/** FLOPs per second of one execution of so many nanoseconds. */
export function flopsPerSecond(problem: Problem, ns: number): number {
  return (estimate(problem).flops / ns) * 1e9;
}

/** "gemm f32 512×512×512, B transposed": what tells a problem from all others. */
export function problemLabel(problem: Problem): string {
  const dtype = 'dtype' in problem ? ` ${problem.dtype}` : '';
  return [`${familyOf(problem).name}${dtype} ${extentsLabel(problem)}`, optionsLabel(problem)]
    .filter(Boolean)
    .join(', ');
}

/** "SIMD-group matrices · Block M 32, gemm f32 512×512×512" */
export function cellLabel({ contender, problem }: Cell): string {
  return `${contenderLabel(contender)}, ${problemLabel(problem)}`;
}

/** The median rate of a cell in its problem's unit. */
export function rateOf({ problem, summary }: MeasuredCell): { value: number; unit: string } {
  const unit = rateUnitOf(problem);
  return { value: rateIn(unit, problem, summary.gflops), unit };
}

/** Why a cell has no figures: its failure, or its status. */
export function reasonOf({ failure, status }: Cell): string {
  return failure?.message ?? status;
}

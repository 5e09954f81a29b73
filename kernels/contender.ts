import type { Issue, Problem } from './problem.ts';
import type { Estimate, Program } from './program.ts';

/** One named way to solve a problem: a program generated here, or a library routine. */
export interface Contender {
  readonly id: string;
  readonly label: string;
  readonly kind: 'generated' | 'library';
  /** One sentence for the legend's tooltip. */
  readonly description: string;
  readonly ops: readonly Problem['op'][];
}

// Implemented by the gemm family (kernels/gemm): see the functions below.
export declare const CONTENDERS: readonly Contender[];
/** The parameter values a generated contender was produced with, for display; null for a library. */
export declare function configurationOf(contender: string, problem: Problem): Readonly<Record<string, string | number>> | null;
/** Generates the program of a generated contender for a problem, or says what is unsupported. */
export declare function generate(contender: string, problem: Problem): { program: Program } | { issues: Issue[] };
/** FLOPs, bytes and intensity of a problem, whoever solves it. */
export declare function estimate(problem: Problem): Estimate;

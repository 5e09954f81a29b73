import { DTYPES, type DType } from './msl/dtype.ts';

/** C[m,n] = A[m,k] · B[k,n]; row-major, dense, one data type for all three matrices. */
export interface GemmProblem {
  readonly op: 'gemm';
  readonly dtype: DType;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** What is computed. A family adds its own member when it lands. */
export type Problem = GemmProblem;

/** One thing wrong with an input: which parameter, the value given, and what would be accepted. */
export interface Issue {
  readonly parameter: string;
  readonly value: unknown;
  readonly accepted: string;
}

/** Accepted extent of one matrix dimension. 16384² f32 is 1 GiB, the largest buffer every Metal device takes. */
export const DIMENSION_RANGE = { min: 1, max: 16384 } as const;

const DIMENSIONS = ['m', 'n', 'k'] as const;

/** Checks a problem that came from outside. Returns no issues when it can be generated for. */
export function checkProblem(problem: {
  op: string;
  dtype: string;
  m: number;
  n: number;
  k: number;
}): Issue[] {
  const issues: Issue[] = [];
  if (problem.op !== 'gemm') issues.push({ parameter: 'op', value: problem.op, accepted: 'gemm' });
  if (!DTYPES.includes(problem.dtype as DType)) {
    issues.push({ parameter: 'dtype', value: problem.dtype, accepted: DTYPES.join(', ') });
  }
  for (const name of DIMENSIONS) {
    const issue = checkDimension(name, problem[name]);
    if (issue) issues.push(issue);
  }
  return issues;
}

/** Checks one matrix dimension, a whole number of elements. */
export function checkDimension(parameter: string, value: number): Issue | null {
  const { min, max } = DIMENSION_RANGE;
  if (Number.isInteger(value) && value >= min && value <= max) return null;
  return { parameter, value, accepted: `a whole number from ${min} to ${max}` };
}

/** "m = 0: accepted is a whole number from 1 to 16384". */
export function describeIssue(issue: Issue): string {
  return `${issue.parameter} = ${String(issue.value)}: accepted is ${issue.accepted}`;
}

/** A stable, readable key: equal problems have equal keys, and it sorts in no particular order. */
export function problemKey(problem: Problem): string {
  return `${problem.op}-${problem.dtype}-${problem.m}x${problem.n}x${problem.k}`;
}

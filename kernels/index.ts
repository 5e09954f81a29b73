// The only public surface of kernels/, which is pure: no Node, no DOM.

export * from './arithmetic.ts';
export type { AttentionProblem } from './attention/problem.ts';
export * from './catalog.ts';
export * from './device.ts';
export * from './families.ts';
export type * from './family.ts';
export * from './field.ts';
export { BLAS_FORMS } from './gemm/name.ts';
export type { GemmProblem } from './gemm/problem.ts';
export * from './generate.ts';
export * from './issue.ts';
export * from './labels.ts';
export * from './library.ts';
export * from './library-call.ts';
export * from './msl/dtype.ts';
export * from './names.ts';
export type * from './parameter.ts';
export type * from './problem.ts';
export * from './problems.ts';
export * from './program.ts';
export * from './quick-sweep.ts';
export type * from './reference.ts';
export * from './refusal.ts';
export * from './representatives.ts';
export * from './sizes.ts';
export * from './target.ts';
export * from './variation.ts';

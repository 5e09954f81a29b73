// The only public surface of kernels/, which is pure: no Node, no DOM.

export * from './adopted.ts';
export * from './arithmetic.ts';
export type { AttentionProblem } from './attention/problem.ts';
export { attendPlainly } from './attention/reference/head.ts';
export * from './catalog.ts';
export type { ConvolutionProblem } from './convolution/problem.ts';
export {
  type CustomDefinition,
  type CustomProblem,
  definitionIn,
  MAX_DEFINITION_CHARACTERS,
  type TrustedKernel,
} from './custom/definition.ts';
export * from './device.ts';
export { copyProgram } from './elementwise/copy.ts';
export { parseExpression, type Values } from './expression/expression.ts';
export * from './families.ts';
export type * from './family.ts';
export * from './field.ts';
export type { GemmProblem } from './gemm/problem.ts';
export * from './generate.ts';
export * from './issue.ts';
export * from './labels.ts';
export * from './lack.ts';
export { LAUNCH_PARAMETERS, type Launch, launchOf, leastCommands } from './launch.ts';
export * from './library.ts';
export * from './library-call.ts';
export * from './library-faults.ts';
export * from './library-types.ts';
export { range, rowOf } from './matrix.ts';
export * from './msl/dtype.ts';
export * from './msl/element-bytes.ts';
export * from './msl/element-types.ts';
export * from './msl/scalar-codec.ts';
export * from './msl/struct-layout.ts';
export * from './msl/tensor-operations.ts';
export { multiplyPlainly, PLAIN_ALGEBRA } from './multiply.ts';
export * from './names.ts';
export type { NormalizationProblem } from './normalization/problem.ts';
export * from './own/descriptor.ts';
export * from './own/hosts/mlx-call.ts';
export * from './own/hosts/torch-call.ts';
export * from './own/own-kernel.ts';
export { KERNEL_HOSTS, type KernelHost } from './own/start/hosts.ts';
export { STARTED, type Started, startKernel } from './own/start-kernel.ts';
export { usualFields } from './own/supports.ts';
export { MAX_TENSOR_RANK, PACKED_TYPES } from './own/tensor-argument.ts';
export type * from './parameter.ts';
export type * from './problem.ts';
export * from './problems.ts';
export * from './program.ts';
export * from './quick-sweep.ts';
export * from './reference.ts';
export * from './refusal.ts';
export * from './representatives.ts';
export type * from './simdgroup-use.ts';
export * from './size-class.ts';
export * from './size-filter.ts';
export * from './sizes.ts';
export * from './target.ts';
export * from './tolerance.ts';
export * from './variation.ts';

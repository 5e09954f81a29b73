import { linesOf } from '../launch.ts';
import { MLX_PRELUDE } from './mlx-prelude.ts';

/** The positions that a body may mention, and so have: Metal's attributes, with the types that MLX gives them. */
export const MLX_ATTRIBUTES = {
  dispatch_quadgroups_per_threadgroup: 'uint',
  dispatch_simdgroups_per_threadgroup: 'uint',
  dispatch_threads_per_threadgroup: 'uint3',
  grid_origin: 'uint3',
  grid_size: 'uint3',
  quadgroup_index_in_threadgroup: 'uint',
  quadgroups_per_threadgroup: 'uint',
  simdgroup_index_in_threadgroup: 'uint',
  simdgroups_per_threadgroup: 'uint',
  thread_execution_width: 'uint',
  thread_index_in_quadgroup: 'uint',
  thread_index_in_simdgroup: 'uint',
  thread_index_in_threadgroup: 'uint',
  thread_position_in_grid: 'uint3',
  thread_position_in_threadgroup: 'uint3',
  threadgroup_position_in_grid: 'uint3',
  threadgroups_per_grid: 'uint3',
  threads_per_grid: 'uint3',
  threads_per_simdgroup: 'uint',
  threads_per_threadgroup: 'uint3',
} as const;
export type MlxAttribute = keyof typeof MLX_ATTRIBUTES;

/** A template parameter, and what the kernel is instantiated with. */
export interface TemplateArgument {
  readonly kind: 'typename' | 'int' | 'bool';
  readonly name: string;
  readonly value: string;
}

/** A kernel as MLX makes it of a body. */
export interface MlxText {
  readonly functionName: string;
  readonly template: readonly TemplateArgument[];
  /** The arguments in memory, in the order of their indices: `device float* out`. */
  readonly parameters: readonly string[];
  readonly header: { readonly file: string; readonly text: string } | null;
  readonly body: { readonly file: string; readonly text: string };
  /** Lines that define macros. */
  readonly macros: string;
}

/**
 * The whole text of a kernel: what MLX puts before it, its header, the signature that MLX generates, and the body, with
 * lines counted as in the files that they are from.
 */
export function mlxText({ functionName, template, parameters, header, body, macros }: MlxText): string {
  const inMemory = parameters.map((parameter, index) => `${parameter} [[buffer(${index})]]`);
  const positions = Object.entries(MLX_ATTRIBUTES).flatMap(([name, type]) =>
    body.text.includes(name) ? [`${type} ${name} [[${name}]]`] : [],
  );
  const declared = template.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  const given = `${functionName}<${template.map(({ value }) => value).join(', ')}>`;
  return [
    MLX_PRELUDE,
    ...(macros === '' ? [] : [macros.trimEnd()]),
    ...(header === null ? [] : [linesOf(header.file, header.text)]),
    '// The signature, as mx.fast.metal_kernel generates it.',
    ...(template.length === 0 ? [] : [`template <${declared}>`]),
    `[[kernel]] void ${functionName}(\n    ${[...inMemory, ...positions].join(',\n    ')}) {`,
    linesOf(body.file, body.text),
    '}',
    ...(template.length === 0
      ? []
      : [`template [[host_name("${functionName}")]] [[kernel]] decltype(${given}) ${given};`]),
    '',
  ].join('\n');
}

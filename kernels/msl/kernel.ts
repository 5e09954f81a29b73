import { DEVICE_LIMITS } from '../device.ts';
import type { Binding, Kernel } from '../program.ts';
import { DTYPE, type FloatDType } from './dtype.ts';
import { block, indent, type Lines } from './text.ts';

/** Lanes of a SIMD-group. */
export const SIMD_WIDTH = DEVICE_LIMITS.simdWidth.value;

/** Side of the square matrices that simdgroup_matrix holds. */
export const TILE = 8;

/**
 * Rows in threadgroup memory whose length is a multiple of this would all start in the same bank. Apple does not
 * document its banks; 32 of 4 bytes, one for each lane, are an assumption.
 */
export const BANK_CYCLE_BYTES = 32 * 4;

/** The includes. */
export function emitPreamble(...headers: string[]): string[] {
  return [...headers.map((header) => `#include <${header}>`), 'using namespace metal;'];
}

/** The same for kernels with Metal 4's tensor operations. */
export const TENSOR_PREAMBLE: Lines = [
  ...emitPreamble('metal_stdlib', 'metal_tensor', 'MetalPerformancePrimitives/MetalPerformancePrimitives.h'),
  'using namespace mpp::tensor_ops;',
];

/** `constant constexpr type NAME = value;` for each: uint for numbers, bool for flags. */
export function emitConstants(constants: Readonly<Record<string, number | boolean>>): string[] {
  return Object.entries(constants).map(([name, value]) => {
    const type = typeof value === 'boolean' ? 'bool' : 'uint';
    return `constant constexpr ${type} ${name} = ${value};`;
  });
}

/** The arguments that tell a thread where it is. */
export const THREAD = {
  group: 'uint3 group [[threadgroup_position_in_grid]]',
  index: 'ushort thread_index [[thread_index_in_threadgroup]]',
  simdgroup: 'ushort simdgroup_index [[simdgroup_index_in_threadgroup]]',
  lane: 'ushort lane [[thread_index_in_simdgroup]]',
} as const;

/** The head of a kernel function. */
interface Signature {
  readonly functionName: string;
  /** Most threads of a threadgroup. */
  readonly threads: number;
  /** Declarations of its arguments, with their attributes: buffers, then what tells a thread where it is. */
  readonly parameters: Lines;
}

/** A kernel function. */
export function emitKernel({ functionName, threads, parameters }: Signature, body: Lines): string[] {
  const head = `kernel void ${functionName}(`;
  const signature = `${head}${parameters.join(`,\n${' '.repeat(head.length)}`)})`;
  return [`[[max_total_threads_per_threadgroup(${threads})]]`, ...block(signature, body)];
}

/** A buffer argument of a kernel: how it is declared, and what is bound to it. */
export interface Argument {
  /** Without its attribute: `device const float *Q`. */
  readonly declaration: string;
  /** The name of a buffer, or 32-bit words. */
  readonly value: string | readonly number[];
}

/** The declarations of arguments: the first is buffer 0. */
export function declarationsOf(args: readonly Argument[]): string[] {
  return args.map(({ declaration }, index) => `${declaration} [[buffer(${index})]]`);
}

/** What is bound to the arguments that declarationsOf() declares. */
export function bindingsOf(args: readonly Argument[]): Binding[] {
  return args.map(({ value }, index) =>
    typeof value === 'string' ? { index, buffer: value } : { index, words: value },
  );
}

/** A kernel whose function constants are flags: the first has index 0. */
export function mslKernel(
  functionName: string,
  source: string,
  flags: readonly boolean[] = [],
  languageVersion: Kernel['languageVersion'] = '3.1',
): Kernel {
  const constants = flags.map((value, index) => [index, { type: 'bool', value }] as const);
  return { source, functionName, constants: Object.fromEntries(constants), languageVersion };
}

/** The version of a kernel with tensor operations: without it, Metal hides their headers (llama.cpp, issue 27461). */
export const TENSOR_VERSION = '4.0';

/** The type of an 8x8 matrix of a SIMD-group. */
export function tileType(dtype: FloatDType): string {
  return `simdgroup_${DTYPE[dtype].msl}8x8`;
}

/** An 8x8 matrix of zeros to add products to. */
export const ZERO_TILE = 'make_filled_simdgroup_matrix<float, 8, 8>(0.0f)';

/** A statement for each [i][j]. */
export function forTiles(rows: string, columns: string, body: Lines): string[] {
  return [
    `for (uint i = 0; i < ${rows}; i++)`,
    `    for (uint j = 0; j < ${columns}; j++)`,
    ...indent(body, 2),
  ];
}

import { block, type Lines, lines } from '../msl/text.ts';
import { floatWord } from '../msl/words.ts';
import type { Binding } from '../program.ts';
import type { CompleteAttention } from './problem.ts';

/** An argument of a kernel: how it is declared, and what is bound to it. */
export interface Argument {
  /** Without its attribute: `device const float *Q`. */
  readonly declaration: string;
  readonly value: string | readonly number[];
}

/** What every kernel of the family is told about the problem. */
export const SIZES_STRUCT: Lines = lines(`
  struct AttentionSizes {
      uint r, c, d;     // queries, keys, head dimension
      uint sharers;     // heads of Q that share one head of K and V
      uint window;      // how many keys a query sees, if there is a window
      float scale;      // of the scores
      float scale_log2; // the same in powers of two: scale * log2(e)
  };
`);

/** The argument of SIZES_STRUCT, in the order of its fields. */
export function sizesArgument(problem: CompleteAttention): Argument {
  const { r, c, d, heads, kvHeads, window, scale } = problem;
  const words = [r, c, d, heads / kvHeads, window, floatWord(scale), floatWord(scale * Math.LOG2E)];
  return { declaration: 'constant AttentionSizes &sizes', value: words };
}

/** The includes. */
export function emitPreamble(...headers: string[]): string[] {
  return [...headers.map((header) => `#include <${header}>`), 'using namespace metal;'];
}

/** `constant constexpr type NAME = value;` for each: uint for numbers, bool for flags. */
export function emitConstants(constants: Readonly<Record<string, number | boolean>>): string[] {
  return Object.entries(constants).map(([name, value]) => {
    const type = typeof value === 'boolean' ? 'bool' : 'uint';
    return `constant constexpr ${type} ${name} = ${value};`;
  });
}

/** The kernel function: buffers in the order of `args`, then what says which thread it is. */
export function emitKernel(
  functionName: string,
  threads: number,
  args: readonly Argument[],
  thread: Lines,
  body: Lines,
): string[] {
  const head = `kernel void ${functionName}(`;
  const buffers = args.map(({ declaration }, index) => `${declaration} [[buffer(${index})]]`);
  const signature = `${head}${[...buffers, ...thread].join(`,\n${' '.repeat(head.length)}`)})`;
  return [`[[max_total_threads_per_threadgroup(${threads})]]`, ...block(signature, body)];
}

/** What is bound to the arguments of emitKernel(). */
export function bindingsOf(args: readonly Argument[]): Binding[] {
  return args.map(({ value }, index) =>
    typeof value === 'string' ? { index, buffer: value } : { index, words: value },
  );
}

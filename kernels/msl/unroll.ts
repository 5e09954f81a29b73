import type { Lines } from './text.ts';

/**
 * Asks Metal's compiler to unroll a loop completely. Metal FlashAttention, MLX's steel kernels and llama.cpp write the
 * same: where a loop over the matrices or values of a thread stays a loop, they are kept in memory, not in registers.
 */
export const UNROLL = '#pragma clang loop unroll(full)';

/** The same to a GPU. On the CPU, where UNROLL is dropped, loops over single values gain from it, too. */
export const UNROLL_EVERYWHERE = '#pragma unroll';

/**
 * A loop whose bounds are constants of the text, once the loop over `first` around it is unrolled: the name of its
 * variable is the group.
 */
const CONSTANT_LOOP =
  /^\s*for \((?:uint|ushort|int|short) (?<variable>\w+) = \d+; \w+ < [A-Z\d][A-Z\d_ /*+]*(?: && first \+ [\w *]+ < [A-Z_]+)?; \w+(?:\+\+| [+*]= [A-Z\d_ /]+)\)/;

/** Puts UNROLL before each loop with a constant number of steps whose variable is an index. */
export function unrollLoops(text: Lines): string[] {
  return text.flatMap((line, at) => {
    const variable = CONSTANT_LOOP.exec(line)?.groups?.variable;
    if (!variable || text[at - 1]?.trim() === UNROLL_EVERYWHERE) return [line];
    if (!indexes(variable, loopBody(text, at))) return [line];
    return [line.slice(0, depth(line)) + UNROLL, line];
  });
}

/** The lines of the loop's statement: those that are indented further. */
function loopBody(text: Lines, head: number): Lines {
  const own = depth(text[head] ?? '');
  const length = text.slice(head + 1).findIndex((line) => line !== '' && depth(line) <= own);
  return text.slice(head + 1, length < 0 ? undefined : head + 1 + length);
}

/** Whether `name[variable]` or `name[… + variable]` stands in the lines. */
function indexes(variable: string, body: Lines): boolean {
  const index = new RegExp(`[\\w\\]]\\[[^\\]]*\\b${variable}\\b[^\\]]*\\]`);
  return body.some((line) => index.test(line));
}

function depth(line: string): number {
  return line.length - line.trimStart().length;
}

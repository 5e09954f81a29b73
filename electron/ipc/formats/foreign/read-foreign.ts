import { isHyperfine, readHyperfine } from './hyperfine.ts';
import { readLlamaBench } from './llama-bench.ts';
import type { ProgramTimes } from './program-times.ts';
import { isObject, parseJson } from './shapes.ts';

/** The times of programs in a file of hyperfine or llama-bench; null for any other text. */
export function readForeign(text: string): ProgramTimes | null {
  const file = parseJson(text);
  if (isObject(file) && isHyperfine(file)) return readHyperfine(file);
  return readLlamaBench(text);
}

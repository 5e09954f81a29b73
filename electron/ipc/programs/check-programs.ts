import { hashOfProgram, hashOfText } from './keep-program.ts';
import type { KeptPrograms } from './kept-program.ts';

/** What is wrong with kept programs that their schema cannot see: where, what is there and what was expected. */
export interface ProgramIssue {
  readonly path: string;
  readonly value: unknown;
  readonly expected: string;
}

/**
 * Whether programs and texts are what their hashes say, every text that a program names is there, and none is left over.
 * Null if so.
 */
export function issueOfPrograms({ programs, sources }: KeptPrograms): ProgramIssue | null {
  for (const [hash, text] of Object.entries(sources)) {
    const found = hashOfText(text);
    if (found !== hash) return { path: `sources.${hash}`, value: found, expected: 'a text of this SHA-256' };
  }
  const used = new Set<string>();
  for (const [hash, program] of Object.entries(programs)) {
    const found = hashOfProgram(program);
    if (found !== hash)
      return { path: `programs.${hash}`, value: found, expected: 'a program of this SHA-256' };
    for (const [index, { kernel }] of program.passes.entries()) {
      used.add(kernel.source);
      if (Object.hasOwn(sources, kernel.source)) continue;
      const path = `programs.${hash}.passes[${index}].kernel.source`;
      return { path, value: kernel.source, expected: 'one of the sources' };
    }
  }
  const unused = Object.keys(sources).find((hash) => !used.has(hash));
  if (unused === undefined) return null;
  return { path: `sources.${unused}`, value: 'a text', expected: 'only texts that a program uses' };
}

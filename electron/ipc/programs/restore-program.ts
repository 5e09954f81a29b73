import type { Problem, Program } from '../../../kernels/index.ts';
import type { Cell } from '../types.ts';
import type { ContentHash, KeptProgram, KeptPrograms } from './kept-program.ts';

/** A kept program by its hash. Throws when it is not among those given. */
export function keptProgram(hash: ContentHash, { programs }: KeptPrograms): KeptProgram {
  const program = Object.hasOwn(programs, hash) ? programs[hash] : undefined;
  if (program) return program;
  throw new Error(`There is no program ${hash} among ${Object.keys(programs).length}`);
}

/** A kept program with its texts, as it was before it was kept. Throws when it or a text is not among those given. */
export function restoreProgram(
  hash: ContentHash,
  kept: KeptPrograms,
  problem: Problem,
  contender: string,
): Program {
  const { buffers, estimate, passes } = keptProgram(hash, kept);
  return {
    problem,
    contender,
    buffers,
    estimate,
    passes: passes.map(({ kernel, ...pass }) => ({
      ...pass,
      kernel: { ...kernel, source: textOf(kernel.source, kept) },
    })),
  };
}

/** Some of the programs that are given, with the texts that they use. Throws when one is missing. */
export function programsOf(hashes: Iterable<ContentHash>, kept: KeptPrograms): KeptPrograms {
  const programs = [...new Set(hashes)].map((hash) => [hash, keptProgram(hash, kept)] as const);
  const texts = new Set(programs.flatMap(([, { passes }]) => passes.map(({ kernel }) => kernel.source)));
  const sources = [...texts].map((source) => [source, textOf(source, kept)]);
  return { programs: Object.fromEntries(programs), sources: Object.fromEntries(sources) };
}

/** The hashes of the programs that cells have. */
export function hashesOf(cells: readonly Pick<Cell, 'program'>[]): Set<ContentHash> {
  return new Set(cells.flatMap(({ program }) => (program === null ? [] : [program])));
}

/** Both together, each program and text once. */
export function joinPrograms(one: KeptPrograms, other: KeptPrograms): KeptPrograms {
  return {
    programs: { ...one.programs, ...other.programs },
    sources: { ...one.sources, ...other.sources },
  };
}

function textOf(hash: ContentHash, { sources }: KeptPrograms): string {
  const text = Object.hasOwn(sources, hash) ? sources[hash] : undefined;
  if (text !== undefined) return text;
  throw new Error(`There is no text ${hash} among ${Object.keys(sources).length}`);
}

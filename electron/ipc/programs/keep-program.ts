import { createHash } from 'node:crypto';
import type { Configuration, Pass, Program } from '../../../kernels/index.ts';
import { canonicalJson } from './canonical-json.ts';
import type { ContentHash, KeptPass, KeptProgram, KeptPrograms } from './kept-program.ts';

/** A program as runs keep it, and what a cell refers to it by. */
export interface Kept {
  readonly hash: ContentHash;
  readonly kept: KeptPrograms;
}

/** What a text is kept by. */
export function hashOfText(text: string): ContentHash {
  return createHash('sha256').update(text).digest('hex');
}

/** What a program is kept by. */
export function hashOfProgram(program: KeptProgram): ContentHash {
  return hashOfText(canonicalJson(program));
}

/**
 * A program with its texts apart.
 * @param configuration that it was generated from
 * @param generator what generated it: "tilescope 0.1.0"
 */
export function keepProgram(program: Program, configuration: Configuration, generator: string): Kept {
  const sources = new Map<ContentHash, string>();
  const keepPass = ({ kernel, ...pass }: Pass): KeptPass => {
    const source = hashOfText(kernel.source);
    sources.set(source, kernel.source);
    return { ...pass, kernel: { ...kernel, source } };
  };
  const { buffers, estimate } = program;
  const passes = program.passes.map(keepPass);
  const kept: KeptProgram = { generator, configuration, buffers, estimate, passes };
  const hash = hashOfProgram(kept);
  return { hash, kept: { programs: { [hash]: kept }, sources: Object.fromEntries(sources) } };
}

import { randomBytes } from 'node:crypto';
import type { Kernel } from '../../../kernels/index.ts';
import type { ProgramText } from '../validate/program-texts.ts';

/** A text that no cache has seen, and the names of its functions in the order of the text's uses. */
export interface FreshText {
  readonly source: string;
  readonly functionNames: readonly string[];
}

/**
 * The same text with other names for its kernels. A comment would make only the text new, and perhaps not the intermediate
 * code, by which a driver may know a pipeline that it has made before.
 */
export function freshText({ source, uses }: ProgramText): FreshText {
  const suffix = randomBytes(6).toString('hex');
  const rename = ({ functionName }: Kernel) => `${functionName}_${suffix}`;
  const names = new Map(uses.map(({ kernel }) => [kernel.functionName, rename(kernel)]));
  return {
    source: source.replace(/[A-Za-z_]\w*/g, (word) => names.get(word) ?? word),
    functionNames: uses.map(({ kernel }) => rename(kernel)),
  };
}

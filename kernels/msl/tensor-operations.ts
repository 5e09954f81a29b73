import type { Kernel } from '../program.ts';

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*/g;
const OPERATION = /\bmatmul2d\s*</;
/** The first version of the language that has them. */
const FIRST_VERSION = 4;

/** The first line of a text, counted from 1, with one of Metal 4's tensor operations outside of comments; null if none. */
export function tensorOperationLine(source: string): number | null {
  const code = source.replace(COMMENT, (comment) => comment.replace(/[^\n]/g, ' '));
  const found = OPERATION.exec(code);
  return found && code.slice(0, found.index).split('\n').length;
}

/** Whether a kernel uses tensor operations, by its text: earlier versions of the language hide what includes them. */
export function usesTensorOperations({
  source,
  languageVersion,
}: Pick<Kernel, 'source' | 'languageVersion'>): boolean {
  return Number(languageVersion) >= FIRST_VERSION && tensorOperationLine(source) !== null;
}

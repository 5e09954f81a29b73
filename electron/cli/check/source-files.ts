import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { cwd } from 'node:process';

/** The texts that findings and messages point into: the file that is checked, and what it includes. */
export interface SourceFiles {
  /** What to call a file; null is the one that is checked. */
  nameOf(file: string | null): string;
  /** A line of it, counted from 1; null when it cannot be read any more. */
  lineOf(file: string | null, line: number): string | null;
}

/** The file that is checked, by its name as it was given; what it includes is read when it is needed. */
export function sourceFiles(name: string, text: string): SourceFiles {
  const known = new Map<string | null, readonly string[]>([[null, text.split('\n')]]);
  const linesOf = (file: string | null) => {
    const found = known.get(file) ?? readLines(file);
    known.set(file, found);
    return found;
  };
  return {
    nameOf: (file) => (file === null ? name : shorter(file, relative(cwd(), file))),
    lineOf: (file, line) => linesOf(file)[line - 1]?.replace(/\r$/, '') ?? null,
  };
}

/** A file that was removed since it was compiled shows no lines; its name is told all the same. */
function readLines(file: string | null): readonly string[] {
  try {
    return file === null ? [] : readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function shorter(one: string, other: string): string {
  return other.length < one.length ? other : one;
}

import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { cwd } from 'node:process';
import { visibleLine, visibleText } from '../../ipc/visible-text.ts';

/** The sources that findings and messages refer to: the checked file, and the files that it includes. */
export interface SourceFiles {
  /** The name to show; null is the checked file. */
  nameOf(file: string | null): string;
  /** A line, counted from 1; null if it cannot be read any more. */
  lineOf(file: string | null, line: number): string | null;
}

/**
 * The checked file under the name it was given; included files, and those beside it, are read when they are needed.
 * Control characters in names and lines are escaped.
 */
export function sourceFiles(name: string, text: string): SourceFiles {
  const known = new Map<string | null, readonly string[]>([[null, text.split('\n')]]);
  const linesOf = (file: string | null) => {
    const lines = known.get(file) ?? readLines(file && resolve(dirname(name), file));
    known.set(file, lines);
    return lines;
  };
  return {
    nameOf: (file) => visibleLine(file === null ? name : shorter(file, relative(cwd(), file))),
    lineOf: (file, line) => {
      const text = linesOf(file)[line - 1];
      return text === undefined ? null : visibleText(text.replace(/\r$/, ''));
    },
  };
}

/** A file that was removed after it was compiled has no lines; its name is shown all the same. */
function readLines(file: string | null): readonly string[] {
  try {
    return file === null ? [] : readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function shorter(a: string, b: string): string {
  return b.length < a.length ? b : a;
}

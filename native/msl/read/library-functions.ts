import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INCLUDE_FOLDER } from '../clang/include-folder.ts';

/** A function as the headers define it, by name or by a macro that is given the name. */
const FUNCTION = /\bMSL_FUNCTION\b[^;{}()#]*?\b(\w+)\(|\bMSL_\w+\((\w+),/g;

let found: ReadonlySet<string> | undefined;

/** The names of the functions in the MSL headers. */
export function libraryFunctions(): ReadonlySet<string> {
  found ??= readNames(join(INCLUDE_FOLDER, 'msl'));
  return found;
}

function readNames(folder: string): ReadonlySet<string> {
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  return new Set(
    texts.flatMap((text) => [...text.matchAll(FUNCTION)].map(([, name, given]) => name ?? given ?? '')),
  );
}

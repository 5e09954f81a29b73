import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkLaunchesSchema, checkLaunchSchema } from '../../../ipc/check-schemas.ts';
import type { CheckLaunch } from '../../../ipc/check-types.ts';
import { validate } from '../../../ipc/validate.ts';
import { UsageError } from '../../usage-error.ts';

/**
 * The launches of a launch file: one object, or `{ "launches": [...] }`. Paths in it are relative to its folder.
 * Throws UsageError that names the place in the file and what was expected there.
 */
export function readLaunches(text: string, path: string): CheckLaunch[] {
  const value = parse(text, path);
  const isList = typeof value === 'object' && value !== null && 'launches' in value;
  const result = isList
    ? validate(checkLaunchesSchema, value, 'BAD_INPUT', path)
    : validate(checkLaunchSchema, value, 'BAD_INPUT', path);
  if (!result.ok) throw new UsageError(result.error.message);
  const launches = 'launches' in result.value ? result.value.launches : [result.value];
  return launches.map((launch) => resolveFiles(launch, path));
}

/** Strings, and words outside of them for numbers that JSON does not have. */
const NOT_FINITE = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** JSON that may also hold NaN, Infinity and -Infinity, with quotes or without. */
function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(NOT_FINITE, (found) => (found.startsWith('"') ? found : `"${found}"`)));
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function resolveFiles(launch: CheckLaunch, path: string): CheckLaunch {
  const buffers = Object.entries(launch.buffers ?? {}).map(([index, contents]) => {
    if (!('file' in contents)) return [index, contents] as const;
    const file = resolve(dirname(path), contents.file);
    if (existsSync(file)) return [index, { file }] as const;
    throw new UsageError(`${path}: buffers.${index}.file = ${contents.file}: expected an existing file`);
  });
  return { ...launch, buffers: Object.fromEntries(buffers) };
}

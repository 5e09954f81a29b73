import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { ROOT } from './process.mjs';

/** Where LLVM's tools may be, and the oldest clang that will do: native/msl/clang/toolchain.ts reads the same. */
const { oldest, versions, prefixes, kegs } = JSON.parse(
  readFileSync(join(ROOT, 'native/msl/clang/llvm.json'), 'utf8'),
);

export const OLDEST_CLANG = oldest;

/**
 * Finds tools of LLVM under versioned names on the path, then in Homebrew's kegs, then under their plain names.
 * @param {string[]} tools which must come from one place: clang calls the linker of its own version
 * @param {(version: number) => boolean} accepts
 * @param {{ path?: string, homebrew?: string[] }} [places] `homebrew`: the folders that may hold kegs
 * @returns {string[] | undefined} the programs, in the order of `tools`
 */
export function findLlvm(tools, accepts, { path = process.env.PATH ?? '', homebrew = prefixes } = {}) {
  const places = [
    ...versions.map((version) => (tool) => `${tool}-${version}`),
    ...homebrew.flatMap((prefix) => kegs.map((keg) => (tool) => join(prefix, keg, 'bin', tool))),
    (tool) => tool,
  ];
  const candidates = places.map((place) => tools.map((tool) => resolveProgram(place(tool), path)));
  return candidates.find((programs) => programs.every((program) => program && accepts(versionOf(program))));
}

/** @param {string} name @param {string} path @returns {string | undefined} */
export function resolveProgram(name, path = process.env.PATH ?? '') {
  const files = isAbsolute(name) ? [name] : path.split(delimiter).map((folder) => join(folder, name));
  return files.find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A tool's major version; NaN where it does not run, and for Apple's own, which count Xcode's versions. */
function versionOf(program) {
  const named = /-(\d+)$/.exec(program);
  if (named) return Number(named[1]);
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return /^Apple/m.test(stdout ?? '') ? Number.NaN : Number(/(?:version|LLD) (\d+)/.exec(stdout ?? '')?.[1]);
}

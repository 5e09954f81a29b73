import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Translation } from '../translate.ts';
import { type Diagnostic, MslError } from '../types.ts';
import type { WatchedObject } from '../watch/variables.ts';
import { watched } from '../watch/watch.ts';
import { clangFlags, watchedFlags } from './clang-flags.ts';
import { formatDiagnostics, isLibraryFile, parseDiagnostics } from './diagnostics.ts';
import { precompiledHeader } from './precompiled-header.ts';
import { runClang, type Toolchain } from './toolchain.ts';

/** What to compile, and how. */
interface ObjectJob {
  readonly translation: Translation;
  /** Reports every access to memory to the runtime, and keeps the lines of the text. */
  readonly checks: boolean;
  /** Whether each object has a clang of its own: the library is made sooner where processors are idle. */
  readonly separately: boolean;
  /** Where texts and objects go. */
  readonly folder: string;
}

interface MadeObjects {
  /** Their paths. */
  readonly objects: readonly string[];
  readonly warnings: readonly Diagnostic[];
  /** With checks: what reports of a thread's own memory refer to. */
  readonly watched: readonly WatchedObject[];
}

/** The leader is for lane 0 of each SIMD-group, or for all lanes; the follower for lanes 1 to 31. */
type Role = 'leader' | 'follower';

/** Printed between the messages about the two objects. */
const BOUNDARY = 'msl-boundary-of-objects';

/**
 * Compiles a translation, or only checks it. Where lanes meet there are two objects: the leader carries out what a
 * SIMD-group does as a whole, and the follower leaves it out. Throws MslError COMPILE_FAILED.
 */
export async function makeObjects(toolchain: Toolchain, job: ObjectJob): Promise<MadeObjects> {
  const { translation, checks, separately, folder } = job;
  const { checkOnly, hasFollower, toSource } = translation;
  const roles: Role[] = hasFollower && !checkOnly ? ['leader', 'follower'] : ['leader'];
  const texts = roles.map((role) => join(folder, `${role}.clcpp`));
  await Promise.all(roles.map((role, i) => writeFile(texts[i] ?? '', objectText(role, translation, checks))));
  const flags = clangFlags(toolchain, checks, translation.tensors);
  const header = await precompiledHeader(toolchain, flags);
  // Clang names what it makes after the texts.
  const output = checkOnly ? '-fsyntax-only' : checks ? '-emit-llvm' : '-emit-obj';
  const clang = [...flags, '-include-pch', header, output];
  const groups = separately ? texts.map((text) => [text]) : [texts];
  const runs = await Promise.all(groups.map((group) => runClang(toolchain, [...clang, ...group])));
  const failure = runs.find(({ ok }) => !ok)?.errors;
  const parts = (failure ?? runs[0]?.errors ?? '')
    .split(BOUNDARY)
    .map((part) => parseDiagnostics(part, toSource));
  if (failure !== undefined) {
    const diagnostics = parts.find((part) => part.some(({ severity }) => severity === 'error')) ?? [];
    throw new MslError('COMPILE_FAILED', formatDiagnostics(diagnostics) || failure, diagnostics);
  }
  const [warnings = []] = parts; // the follower's are the same
  if (checkOnly) return { objects: [], warnings, watched: [] };
  const objects = roles.map((role) => join(folder, `${role}.o`));
  if (!checks) return { objects, warnings, watched: [] };
  return { objects, warnings, watched: await makeWatched(toolchain, join(folder, 'leader'), translation) };
}

/** Makes an object of LLVM's text that reports what it accesses. `path` is that of both without an extension. */
async function makeWatched(
  toolchain: Toolchain,
  path: string,
  { wordsAt }: Translation,
): Promise<readonly WatchedObject[]> {
  const { text, objects } = watched(await readFile(`${path}.ll`, 'utf8'), {
    isLibrary: isLibraryFile,
    wordsAt,
  });
  await writeFile(`${path}.ll`, text);
  const flags = watchedFlags(toolchain);
  const { ok, errors } = await runClang(toolchain, [...flags, '-o', `${path}.o`, `${path}.ll`]);
  if (!ok) throw new Error(`what is watched does not compile with ${toolchain.version}:\n${errors}`);
  return objects;
}

function objectText(
  role: Role,
  { text, usesThreadElements, hasScopes }: Translation,
  checks: boolean,
): string {
  const boundary = `#pragma clang diagnostic warning "-W#pragma-messages"
#pragma message "${BOUNDARY}"
#pragma clang diagnostic ignored "-W#pragma-messages"
`;
  return `${role === 'follower' ? boundary : ''}#define MSL_FOLLOWER ${Number(role === 'follower')}
#define MSL_USES_THREAD_ELEMENTS ${Number(checks || usesThreadElements)}
#define MSL_HAS_SCOPES ${Number(hasScopes)}
#include <object.h>
${text}`;
}

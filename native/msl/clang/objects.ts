import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Translation } from '../translate.ts';
import { MslError } from '../types.ts';
import { clangFlags, type Variant } from './clang-flags.ts';
import { formatDiagnostics, parseDiagnostics } from './diagnostics.ts';
import { precompiledHeader } from './precompiled-header.ts';
import { runClang, type Toolchain } from './toolchain.ts';

/** What to compile, and how. */
export interface ObjectJob {
  readonly translation: Translation;
  readonly variant: Variant;
  /** Whether each object has a clang of its own: the library is made sooner where processors are idle. */
  readonly separately: boolean;
  /** Where texts and objects go. */
  readonly folder: string;
}

/** The leader is for lane 0 of each SIMD-group, or for all lanes; the follower for lanes 1 to 31. */
type Role = 'leader' | 'follower';

/** What clang says of a union that holds a vector, where vectors check their alignment as they are copied. */
const DELETED_COPY = /implicitly[- ]deleted/;

/** Printed between the messages about the two objects. */
const BOUNDARY = 'msl-boundary-of-objects';

/**
 * Compiles a translation, or only checks it. Where lanes meet there are two objects: the leader carries out what a
 * SIMD-group does as a whole, and the follower leaves it out. Returns their paths. Throws MslError COMPILE_FAILED.
 */
export async function makeObjects(toolchain: Toolchain, job: ObjectJob): Promise<string[]> {
  const { translation, variant, separately, folder } = job;
  const { checkOnly, hasFollower, toSource } = translation;
  const roles: Role[] = hasFollower && !checkOnly ? ['leader', 'follower'] : ['leader'];
  const texts = roles.map((role) => join(folder, `${role}.clcpp`));
  await Promise.all(
    roles.map((role, i) => writeFile(texts[i] ?? '', objectText(role, translation, variant))),
  );
  const flags = clangFlags(toolchain, variant);
  const header = await precompiledHeader(toolchain, flags);
  // Clang names the objects after the texts.
  const clang = [...flags, '-include-pch', header, checkOnly ? '-fsyntax-only' : '-emit-obj'];
  const groups = separately ? texts.map((text) => [text]) : [texts];
  const runs = await Promise.all(groups.map((group) => runClang(toolchain, [...clang, ...group])));
  const errors = runs.find(({ ok }) => !ok)?.errors;
  if (errors === undefined) return checkOnly ? [] : roles.map((role) => join(folder, `${role}.o`));
  if (variant.checks && !variant.plainCopies && DELETED_COPY.test(errors))
    return makeObjects(toolchain, { ...job, variant: { ...variant, plainCopies: true } });
  const parts = errors.split(BOUNDARY).map((part) => parseDiagnostics(part, toSource));
  const diagnostics = parts.find((part) => part.some(({ severity }) => severity === 'error')) ?? [];
  throw new MslError('COMPILE_FAILED', formatDiagnostics(diagnostics) || errors, diagnostics);
}

function objectText(
  role: Role,
  { text, usesThreadElements, hasScopes }: Translation,
  { checks }: Variant,
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

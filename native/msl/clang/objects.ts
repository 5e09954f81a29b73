import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Translation } from '../translate.ts';
import { MslError } from '../types.ts';
import { clangFlags, type Variant } from './clang-flags.ts';
import { formatDiagnostics, parseDiagnostics } from './diagnostics.ts';
import { precompiledHeader } from './precompiled-header.ts';
import { runClang, type Toolchain } from './toolchain.ts';

/** The leader is for lane 0 of each SIMD-group, or for all lanes; the follower for lanes 1 to 31. */
type Role = 'leader' | 'follower';

/** From this many characters on, one clang for each object is faster than one that compiles both in turn. */
const LONG_TEXT = 6000;

/** What clang says of a union that holds a vector, where vectors check their alignment as they are copied. */
const DELETED_COPY = /implicitly[- ]deleted/;

/** A message before the follower's. */
const BOUNDARY = 'messages about the follower';

/**
 * Compiles a translation, or only checks it. Where lanes meet there are two objects: the leader carries out what a
 * SIMD-group does as a whole; the follower leaves that out. Returns their paths in `folder`. Throws MslError
 * COMPILE_FAILED.
 */
export async function makeObjects(
  toolchain: Toolchain,
  translation: Translation,
  variant: Variant,
  folder: string,
): Promise<string[]> {
  const { text, checkOnly, hasFollower, toSource } = translation;
  const { checks, plainCopies } = variant;
  const roles: Role[] = hasFollower && !checkOnly ? ['leader', 'follower'] : ['leader'];
  const files = roles.map((role) => join(folder, `${role}.clcpp`));
  await Promise.all(files.map((file, i) => writeFile(file, objectText(translation, variant, roles[i]))));
  const flags = clangFlags(toolchain, variant);
  // Objects are named after their texts.
  const action = [
    '-include-pch',
    await precompiledHeader(toolchain, flags),
    checkOnly ? '-fsyntax-only' : '-emit-obj',
  ];
  const groups = text.length < LONG_TEXT ? [files] : files.map((file) => [file]);
  const runs = await Promise.all(groups.map((group) => runClang(toolchain, [...flags, ...action, ...group])));
  const errors = runs.find(({ ok }) => !ok)?.errors;
  if (errors === undefined) return checkOnly ? [] : files.map((file) => file.replace(/clcpp$/, 'o'));
  if (checks && !plainCopies && DELETED_COPY.test(errors))
    return makeObjects(toolchain, translation, { ...variant, plainCopies: true }, folder);
  const found = errors.split(BOUNDARY).map((part) => parseDiagnostics(part, toSource));
  const diagnostics = found.find((part) => part.some(({ severity }) => severity === 'error')) ?? [];
  throw new MslError('COMPILE_FAILED', formatDiagnostics(diagnostics) || errors, diagnostics);
}

function objectText({ text, usesThreadElements }: Translation, { checks }: Variant, role?: Role): string {
  const lines = [
    `#define MSL_FOLLOWER ${Number(role === 'follower')}`,
    // Each lane holds its two elements of a matrix: slower, and right for any use of thread_elements().
    `#define MSL_LANE_OWNED_MATRICES ${Number(checks || usesThreadElements)}`,
    '#include <object.h>',
  ];
  const boundary = [
    '#pragma clang diagnostic warning "-W#pragma-messages"',
    `#pragma message "${BOUNDARY}"`,
    '#pragma clang diagnostic ignored "-W#pragma-messages"',
  ];
  return [...(role === 'follower' ? boundary : []), ...lines, text].join('\n');
}

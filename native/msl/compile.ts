import { readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { packageRoot } from '../device/root.ts';
import { cachedFolder, contentKey, readJson } from './clang/cache.ts';
import { clangFlags, type Variant } from './clang/clang-flags.ts';
import { formatDiagnostics, parseDiagnostics } from './clang/diagnostics.ts';
import { INCLUDE_FOLDER } from './clang/include-folder.ts';
import { type Preprocessed, preprocess } from './clang/preprocess.ts';
import { swizzles } from './clang/swizzles.ts';
import { findToolchain, runClang, type Toolchain } from './clang/toolchain.ts';
import { type Translation, translate } from './translate.ts';
import { type CompiledLibrary, MslError, type MslOptions } from './types.ts';

const HEADER = join(INCLUDE_FOLDER, 'msl/all.h');

const SIZES = [2, 3, 4] as const;

const BASE: Variant = { follower: false, laneOwnedMatrices: false, checks: false, plainCopies: false };

/** What clang says of a union that holds a vector, where vectors check their alignment as they are copied. */
const DELETED_COPY = /implicitly[- ]deleted/;

/**
 * Compiles MSL text for the CPU: shared objects, and what is in them. What was compiled before comes from the
 * cache. Throws MslError: COMPILE_FAILED with the user's lines and columns, or NO_COMPILER.
 */
export async function compileMsl(source: string, options: MslOptions = {}): Promise<CompiledLibrary> {
  const start = performance.now();
  const toolchain = await findToolchain();
  const preprocessed = () => preprocess(toolchain, source, options);
  // What the user's own files hold belongs to the key: they are read once, for that and for the library.
  const expanded = options.includeFolders?.length ? await preprocessed() : undefined;
  const flags = clangFlags(toolchain, BASE);
  const key = contentKey(toolchain, flags, headersKey(), translatorKey(), expanded?.text ?? source, options);
  const { folder, cached } = await cachedFolder(key, async (target) =>
    make(toolchain, expanded ?? (await preprocessed()), options, target),
  );
  const stored = await readJson<Stored>(join(folder, 'library.json'));
  const { kernels, functionConstants, diagnostics, checkOnly, hasFollower } = stored;
  const follower = hasFollower ? join(folder, 'follower.so') : null;
  const objects = checkOnly ? null : { leader: join(folder, 'leader.so'), follower };
  const compileMs = performance.now() - start;
  return { key, kernels, functionConstants, objects, diagnostics, compileMs, cached };
}

interface Stored extends Pick<CompiledLibrary, 'kernels' | 'functionConstants' | 'diagnostics'> {
  readonly hasFollower: boolean;
  readonly checkOnly: boolean;
}

async function make(
  toolchain: Toolchain,
  { text, warnings }: Preprocessed,
  options: MslOptions,
  folder: string,
): Promise<void> {
  const translation = translate(text, options);
  const { checks = false } = options;
  const { kernels, functionConstants, checkOnly, hasFibers, usesThreadElements } = translation;
  const laneOwnedMatrices = checks || usesThreadElements;
  const hasFollower = hasFibers && !checks && !checkOnly;
  await Promise.all(
    [false, true]
      .filter((follower) => !follower || hasFollower)
      .map((follower) =>
        makeObject(toolchain, translation, { ...BASE, follower, laneOwnedMatrices, checks }, folder),
      ),
  );
  const stored: Stored = { kernels, functionConstants, diagnostics: warnings, hasFollower, checkOnly };
  await writeFile(join(folder, 'library.json'), JSON.stringify(stored));
}

async function makeObject(
  toolchain: Toolchain,
  translation: Translation,
  variant: Variant,
  folder: string,
): Promise<void> {
  const name = join(folder, variant.follower ? 'follower' : 'leader');
  const header = await precompiledHeader(toolchain, variant);
  const flags = [...clangFlags(toolchain, variant), '-include-pch', header];
  const output = translation.checkOnly ? ['-fsyntax-only'] : ['-emit-obj', '-o', `${name}.o`];
  const compiled = await runClang(toolchain, [...flags, ...output, '-'], translation.text);
  if (!compiled.ok && variant.checks && !variant.plainCopies && DELETED_COPY.test(compiled.errors)) {
    return makeObject(toolchain, translation, { ...variant, plainCopies: true }, folder);
  }
  if (!compiled.ok) {
    const diagnostics = parseDiagnostics(compiled.errors, translation.toSource);
    throw new MslError('COMPILE_FAILED', formatDiagnostics(diagnostics) || compiled.errors, diagnostics);
  }
  if (translation.checkOnly) return;
  const linked = await runClang(toolchain, linkFlags(`${name}.o`, `${name}.so`));
  if (!linked.ok) throw new MslError('COMPILE_FAILED', `the linker refused the kernels:\n${linked.errors}`);
  await rm(`${name}.o`);
}

function linkFlags(object: string, library: string): string[] {
  if (process.platform === 'darwin') return ['-dynamiclib', '-o', library, object];
  return [
    '-shared',
    '-nostartfiles',
    '-fuse-ld=lld',
    '-Wl,--gc-sections,-Bsymbolic',
    '-o',
    library,
    object,
    '-lm',
  ];
}

/** The MSL headers, parsed once for each toolchain and variant. */
async function precompiledHeader(toolchain: Toolchain, variant: Variant): Promise<string> {
  // The precompiled header refers to its sources, so the generated ones need a place that stays.
  const texts = SIZES.map((n) => ({ name: `swizzle${n}.inc`, text: swizzles(n) }));
  const generated = await cachedFolder(contentKey('swizzles', texts), async (target) => {
    for (const { name, text } of texts) await writeFile(join(target, name), text);
  });
  // The key knows the content. Times would refuse headers that were only checked out, or installed, again.
  const flags = [
    ...clangFlags(toolchain, variant),
    '-I',
    generated.folder,
    '-emit-pch',
    '-fno-pch-timestamp',
  ];
  const key = contentKey('header', toolchain, flags, headersKey());
  const { folder } = await cachedFolder(key, async (target) => {
    const parameters = [...flags, '-o', join(target, 'all.pch'), HEADER];
    const { ok, errors } = await runClang(toolchain, parameters);
    if (!ok) throw new Error(`the MSL headers do not compile with ${toolchain.version}:\n${errors}`);
  });
  return join(folder, 'all.pch');
}

const TRANSLATOR = join(packageRoot(), 'native/msl');

/** The content of all headers, as a key. */
const headersKey = once(() => folderKey(join(INCLUDE_FOLDER, 'msl')));
/** Of what translates: the same text becomes something else when it changes. */
const translatorKey = once(() => folderKey(TRANSLATOR));

function folderKey(folder: string): string {
  return contentKey(
    readdirSync(folder, { encoding: 'utf8', recursive: true })
      .filter((name) => extname(name) !== '' && !name.endsWith('.test.ts'))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
}

function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { once } from '../device/once.ts';
import { packageRoot } from '../device/root.ts';
import { cachedFolder, contentKey, folderKey, ownFolder, readJson } from './clang/cache.ts';
import { clangFlags } from './clang/clang-flags.ts';
import { link } from './clang/link.ts';
import { makeObjects } from './clang/objects.ts';
import { headersKey } from './clang/precompiled-header.ts';
import { type Preprocessed, preprocess } from './clang/preprocess.ts';
import { keepLines } from './clang/source-lines.ts';
import { findToolchain, type Toolchain } from './clang/toolchain.ts';
import { exceedsThreadgroupMemory, type Translation, translate } from './translate.ts';
import { type CompiledLibrary, MslError, type MslOptions } from './types.ts';

/** Of what translates: the same text becomes something else when it changes. */
const translatorKey = once(() => folderKey(join(packageRoot(), 'native/msl')));

/**
 * Compiles MSL text for the CPU: a shared object, and what is in it. What was compiled before comes from the
 * cache. The toolchain is this machine's unless another is given. Throws MslError: COMPILE_FAILED with the user's
 * lines and columns, or NO_COMPILER.
 */
export async function compileMsl(
  source: string,
  { uncached = false, ...options }: MslOptions = {},
  given?: Toolchain,
): Promise<CompiledLibrary> {
  const start = performance.now();
  const toolchain = given ?? (await findToolchain());
  const preprocessed = () => preprocess(toolchain, source, options);
  // What the user's own files hold belongs to the key: they are read once, for that and for the library.
  const expanded = options.includeFolders?.length ? await preprocessed() : undefined;
  const checks = options.checks ?? false;
  const keys = [await headersKey(), await translatorKey()];
  const key = contentKey(
    toolchain,
    clangFlags(toolchain, checks, 0),
    keys,
    expanded?.text ?? source,
    options,
  );
  const { folder, cached } = await (uncached ? ownFolder : cachedFolder)(key, async (target) =>
    make(toolchain, expanded ?? (await preprocessed()), options, target),
  );
  const { checkOnly, ...stored } = await readJson<Stored>(join(folder, 'library.json'));
  const object = checkOnly ? null : join(folder, LIBRARY);
  return { key, folder, ...stored, object, compileMs: performance.now() - start, cached };
}

const LIBRARY = 'kernels.so';

/** Characters of a translation from where its compilation outweighs the start of another clang in any case. */
const LONG_TEXT = 6000;

/** Whether a second clang at the same time would find no processor of its own. */
const isBusy = () => (loadavg()[0] ?? 0) >= availableParallelism();

interface Stored
  extends Pick<CompiledLibrary, 'kernels' | 'functionConstants' | 'unavailable' | 'watched' | 'diagnostics'> {
  readonly checkOnly: boolean;
}

async function make(
  toolchain: Toolchain,
  preprocessed: Preprocessed,
  options: MslOptions,
  folder: string,
): Promise<void> {
  const translation = translate(preprocessed.text, options);
  const attempt = { toolchain, preprocessed, options, folder };
  await compileTo(attempt, translation).catch((error) => {
    // One kernel with too much threadgroup memory is no reason to refuse the others.
    const hasOthers = !options.kernels && translation.kernels.length > 1;
    if (!(hasOthers && error instanceof MslError && exceedsThreadgroupMemory(error))) throw error;
    return compileTo(attempt, translate(preprocessed.text, { ...options, checkOnly: true }));
  });
}

interface Attempt {
  readonly toolchain: Toolchain;
  readonly preprocessed: Preprocessed;
  readonly options: MslOptions;
  readonly folder: string;
}

async function compileTo(
  { toolchain, preprocessed: { warnings, isPlain }, options, folder }: Attempt,
  translation: Translation,
): Promise<void> {
  const { kernels, functionConstants, unavailable, checkOnly } = translation;
  const { checks = false } = options;
  const work = join(folder, 'objects');
  await mkdir(work, { recursive: true });
  const separately = isPlain && (translation.text.length > LONG_TEXT || !isBusy());
  const made = await makeObjects(toolchain, { translation, checks, separately, folder: work });
  const { objects, watched } = made;
  if (objects.length > 0) await link(toolchain, objects, join(folder, LIBRARY));
  if (objects.length > 0 && checks) await keepLines(toolchain, join(folder, LIBRARY));
  await rm(work, { recursive: true });
  const diagnostics = [...warnings, ...translation.warnings, ...made.warnings];
  const stored: Stored = { kernels, functionConstants, unavailable, watched, diagnostics, checkOnly };
  await writeFile(join(folder, 'library.json'), JSON.stringify(stored));
}

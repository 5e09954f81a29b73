import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from '../../device/once.ts';
import { cachedFolder, contentKey, folderKey } from './cache.ts';
import { INCLUDE_FOLDER } from './include-folder.ts';
import { swizzles } from './swizzles.ts';
import { runClang, type Toolchain } from './toolchain.ts';

const HEADERS = join(INCLUDE_FOLDER, 'msl');

/** The content of all headers, as a key. */
export const headersKey = once(() => folderKey(INCLUDE_FOLDER));

const SIZES = [2, 3, 4] as const;

/** The headers that are generated, and a key of their content. */
const generated = once(async () => {
  const texts = SIZES.map((n) => ({ name: `swizzle${n}.inc`, text: swizzles(n) }));
  return { texts, key: contentKey('swizzles', texts) };
});

/** The MSL headers, parsed once for each toolchain and flags of clang's front end. */
export async function precompiledHeader(
  toolchain: Toolchain,
  variantFlags: readonly string[],
): Promise<string> {
  // The precompiled header refers to its sources, so the generated ones need a place that stays.
  const { texts, key: generatedKey } = await generated();
  const sources = await cachedFolder(generatedKey, async (target) => {
    for (const { name, text } of texts) await writeFile(join(target, name), text);
  });
  // The key knows the content. Times would refuse headers that were only checked out, or installed, again.
  const flags = [...variantFlags, '-I', sources.folder, '-emit-pch', '-fno-pch-timestamp'];
  const key = contentKey('header', toolchain, flags, await headersKey());
  const { folder } = await cachedFolder(key, async (target) => {
    const parameters = [...flags, '-o', join(target, 'all.pch'), join(HEADERS, 'all.h')];
    const { ok, errors } = await runClang(toolchain, parameters);
    if (!ok) throw new Error(`the MSL headers do not compile with ${toolchain.version}:\n${errors}`);
  });
  return join(folder, 'all.pch');
}

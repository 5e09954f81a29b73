import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let root: string | undefined;

/**
 * The root folder of this package, found by walking up from the running code, which is native/ in development and dist/
 * once bundled. Throws if the code runs outside the package.
 */
export function packageRoot(): string {
  root ??= seek(dirname(fileURLToPath(import.meta.url)));
  return root;
}

function seek(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'tilescope') return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('native/ is running outside the tilescope package');
  return seek(parent);
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let root: string | undefined;

/**
 * The folder of this package, sought upwards from the code that runs: that is native/ in development and dist/ once
 * bundled. Throws when the code runs outside of the package.
 */
export function packageRoot(): string {
  root ??= seek(dirname(fileURLToPath(import.meta.url)));
  return root;
}

function seek(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'tilescope') return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('native runs outside of the tilescope package');
  return seek(parent);
}

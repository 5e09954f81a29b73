import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the MSL headers are. Code may run from its source or from a bundle, so it is sought upwards. */
export const INCLUDE_FOLDER = join(packageRoot(), 'native/include');

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'tilescope') return folder;
    const parent = dirname(folder);
    if (parent === folder) throw new Error('native/msl runs outside of the tilescope package');
    folder = parent;
  }
}

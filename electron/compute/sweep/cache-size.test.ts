import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cacheBytesIn } from './cache-size.ts';

/** A folder that describes caches as Linux does. */
function described(...caches: readonly (readonly [size: string, sharedBy: string])[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-caches-'));
  for (const [index, [size, sharedBy]] of caches.entries()) {
    const cache = join(folder, `index${index}`);
    mkdirSync(cache);
    writeFileSync(join(cache, 'size'), `${size}\n`);
    writeFileSync(join(cache, 'shared_cpu_list'), `${sharedBy}\n`);
  }
  return folder;
}

it.each([
  ['the largest', 32 * 2 ** 20, described(['48K', '0-1'], ['2M', '0-1'], ['32768K', '0-15'])],
  ['that of a whole server', 480 * 2 ** 20, described(['491520K', '0-119,128-247'])],
  ["a virtual machine's, as far as it may be its own", 96e6, described(['491520K', '0-1'])],
  ['none', 0, '/nowhere'],
])('the last-level cache is %s', (_, bytes, folder) => expect(cacheBytesIn(folder)).toBe(bytes));

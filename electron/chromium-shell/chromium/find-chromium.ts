import { existsSync } from 'node:fs';
import { join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The path of the Chromium that shows windows. Throws when this machine has none. */
export function findChromium(): string {
  const folders = (process.env.PATH ?? '').split(':');
  const candidates = [
    process.env.TILESCOPE_CHROMIUM,
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    MAC_CHROME,
  ];
  const found = candidates.find((path) => path && existsSync(path));
  if (found) return found;
  throw new Error('No Chromium or Chrome found. Install one, or set TILESCOPE_CHROMIUM to its path.');
}

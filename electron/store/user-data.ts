import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** The name under which Electron keeps an application's data. */
const APPLICATION = 'Tilescope';

/**
 * The folder of runs and settings, for the window and for the command line: `TILESCOPE_USER_DATA`, or the one that
 * Electron would choose; null where there is no home folder either.
 */
export function userDataFolder(): string | null {
  const { TILESCOPE_USER_DATA: chosen, XDG_CONFIG_HOME: configuration } = process.env;
  if (chosen) return resolve(chosen);
  if (process.platform !== 'darwin' && configuration && isAbsolute(configuration))
    return join(configuration, APPLICATION);
  const home = homeFolder();
  const parent = process.platform === 'darwin' ? 'Library/Application Support' : '.config';
  return home === null ? null : join(home, parent, APPLICATION);
}

function homeFolder(): string | null {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : null;
  } catch {
    // Neither HOME nor the system's list of users knows one.
    return null;
  }
}

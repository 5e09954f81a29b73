import { execFileSync } from 'node:child_process';
import { MAX_SOURCE_LENGTH } from '../../ipc/limits.ts';
import { UsageError } from '../usage-error.ts';

/** A repository on a slow disk should not keep a sweep waiting. */
const GIT_MS = 5000;

/** Whether the work tree is clean takes a look at its files, but neither a helper of the repository nor its lock. */
const DESCRIBE = ['-c', 'core.fsmonitor=false', 'describe', '--always', '--dirty', '--tags'];

/**
 * What `git describe` calls the source in a folder, such as "v1.2-3-ga1b2c3d-dirty"; null where there is no repository,
 * no commit or no git, or where it takes too long.
 */
export function describeSource(folder: string, limitMs = GIT_MS): string | null {
  try {
    const text = execFileSync('git', DESCRIBE, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    return text.trim().slice(0, MAX_SOURCE_LENGTH) || null;
  } catch {
    return null; // a run does not need it
  }
}

/** The description given for --source; undefined without one. Throws UsageError. */
export function readSource(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const isText = text.trim() !== '' && text.length <= MAX_SOURCE_LENGTH && text.isWellFormed();
  if (isText) return text.trim();
  throw new UsageError(`--source ${text}: expected 1 to ${MAX_SOURCE_LENGTH} characters`);
}

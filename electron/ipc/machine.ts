import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells a machine from others. */
interface MachineSources {
  readonly platform: NodeJS.Platform;
  readonly hostname: string;
  /** The text of a file; null if it cannot be read. */
  read(path: string): string | null;
  /** What a program prints; null if it cannot be run, fails or hangs. */
  run(program: string, parameters: readonly string[]): string | null;
}

const RUN_MS = 5000;

const SOURCES: MachineSources = {
  platform: process.platform,
  hostname: hostname(),
  read: (path) => orNull(() => readFileSync(path, 'utf8')),
  run: (program, parameters) =>
    orNull(() =>
      execFileSync(program, parameters, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: RUN_MS,
      }),
    ),
};

/** systemd's id of a machine, and D-Bus's where there is no systemd: https://man7.org/linux/man-pages/man5/machine-id.5.html */
const LINUX_FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

/** What systemd writes there until it has made one. */
const NOT_YET = 'uninitialized';

/**
 * Tells this machine from others: equal for each start of this machine, and different elsewhere. 16 hexadecimal
 * digits, which are derived from the system's id of the machine as its manual asks, since bundles carry them. Where the
 * system has none, the name of the host has to do.
 */
export function machineId(sources = SOURCES): string {
  const id = (sources.platform === 'darwin' ? macId(sources) : linuxId(sources)) || sources.hostname;
  return createHmac('sha256', id).update('Tilescope').digest('hex').slice(0, 16);
}

/** Containers often have no such file, or an empty one. */
function linuxId({ read }: MachineSources): string | undefined {
  const ids = LINUX_FILES.map((file) => read(file)?.trim());
  return ids.find((id) => id && id !== NOT_YET);
}

/** The UUID of the logic board: https://developer.apple.com/documentation/iokit/kioplatformuuidkey */
function macId({ run }: MachineSources): string | undefined {
  const text = run('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']) ?? '';
  return /^[ |]*"IOPlatformUUID" = "([^"]+)"$/m.exec(text)?.[1];
}

function orNull(work: () => string): string | null {
  try {
    return work();
  } catch {
    return null;
  }
}

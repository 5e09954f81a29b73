import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** systemd's id of a machine, and D-Bus's where there is no systemd: https://man7.org/linux/man-pages/man5/machine-id.5.html */
const LINUX_FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

/**
 * Tells this machine from others: equal for each start of this machine, and different elsewhere. 16 hexadecimal
 * digits, which are derived from the system's id of the machine as its manual asks, since bundles carry them.
 */
export function machineId(): string {
  const id = (process.platform === 'darwin' ? macId() : linuxId()) || hostname();
  return createHmac('sha256', id).update('Tilescope').digest('hex').slice(0, 16);
}

function linuxId(): string {
  for (const file of LINUX_FILES) {
    try {
      const id = readFileSync(file, 'utf8').trim();
      if (id) return id;
    } catch {
      // Containers often have no such file, or an empty one.
    }
  }
  return '';
}

function macId(): string {
  try {
    const text = execFileSync('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /"IOPlatformUUID" = "([^"]+)"/.exec(text)?.[1] ?? '';
  } catch {
    return ''; // the name of the host has to do
  }
}

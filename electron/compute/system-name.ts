import { readFileSync } from 'node:fs';
import os from 'node:os';

/** What the name of a system depends on. */
export interface SystemFacts {
  readonly platform: NodeJS.Platform;
  /** "Linux 6.1.0 x64" */
  readonly kernel: string;
  /** The text of a file; null if it cannot be read. */
  read(file: string): string | null;
}

/**
 * macOS tells programs that were built for an older one a version that they understand, 16.1 instead of 26.1: through
 * its functions, sysctl and SystemVersion.plist. Node is such a program, but this file is the same for all.
 * Sources: github.com/dotnet/runtime/issues/116503, github.com/python/cpython/issues/135675
 */
const MACOS_FILE = '/System/Library/CoreServices/.SystemVersionPlatform.plist';

const LINUX_FILE = '/etc/os-release';

/**
 * What the system calls itself: "macOS 26.1 (25B78)", or "Debian GNU/Linux 12 (bookworm), Linux 6.1.0 x64"; the kernel
 * alone if it has no name.
 */
export function systemName(facts: SystemFacts = thisSystem()): string {
  const { platform, kernel } = facts;
  if (platform === 'darwin') return macosName(facts) ?? kernel;
  const distribution = platform === 'linux' ? distributionName(facts) : null;
  return distribution ? `${distribution}, ${kernel}` : kernel;
}

function macosName({ read }: SystemFacts): string | null {
  const text = read(MACOS_FILE) ?? '';
  const entry = (key: string) => new RegExp(`<key>${key}</key>\\s*<string>([^<]*)</string>`).exec(text)?.[1];
  const [name, version] = [entry('ProductName'), entry('ProductVersion')];
  // The letter of a security response: "macOS 13.4.1 (c) (22F770820d)".
  const parts = [name, version, entry('ProductVersionExtra'), `(${entry('ProductBuildVersion')})`];
  return name && version ? parts.filter(Boolean).join(' ') : null;
}

function distributionName({ read }: SystemFacts): string | null {
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(read(LINUX_FILE) ?? '')?.[1] ?? null;
}

function thisSystem(): SystemFacts {
  return { platform: process.platform, kernel: `${os.type()} ${os.release()} ${os.arch()}`, read: textOf };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // not every system has the file, and the kernel's name is enough
  }
}

import { execFile, execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

export const NATIVE = path.resolve(import.meta.dirname, '../../..');

/** The double's headers: those declarations of Apple's frameworks that we use. */
export const HEADERS = path.join(NATIVE, 'test/apple/include');
/** The oldest macOS that the addon runs on: `MACOSX_DEPLOYMENT_TARGET` of native/binding.gyp. */
export const DEPLOYMENT_TARGET = '13.3';

const COMPILER = 'clang++-19';

/** Whether the compiler whose syntax trees `readDeclarations` reads is installed. */
export const hasCompiler = (() => {
  try {
    return execFileSync(COMPILER, ['--version'], { encoding: 'utf8' }).includes('clang');
  } catch {
    return false;
  }
})();

/**
 * Runs clang on Objective-C++ as if compiling for macOS, including `@available`, with this machine's C and C++ library.
 * Returns what clang printed; errors in the source do not throw.
 */
export async function readAsOnMac(parameters: readonly string[], input = '/dev/null', include = HEADERS) {
  const run = promisify(execFile)(
    COMPILER,
    [
      ...(await languageOptions()),
      '-isystem',
      include,
      '-fsyntax-only',
      ...parameters,
      '-x',
      'objective-c++',
      input,
    ],
    { maxBuffer: 1 << 28 },
  );
  return run.then(
    ({ stdout, stderr }) => ({ ok: true, stdout, stderr }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => ({ ok: false, stdout, stderr }),
  );
}

/** Every header under `folder`, by the name for `#import`. */
export function headersUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.h'))
    .sort();
}

/** The folders of this machine's C and C++ headers, none of which are Apple's. */
let systemFolders: Promise<string[]> | undefined;
async function findSystemFolders() {
  const { stderr } = await promisify(execFile)(COMPILER, ['-E', '-v', '-x', 'c++', '/dev/null']);
  const listed = /search starts here:\n([\s\S]*?)End of search list/.exec(stderr)?.[1] ?? '';
  // Clang's own headers (…/lib/clang/19/include) are found for every target.
  return listed.split(/\s+/).filter((folder) => folder !== '' && !folder.includes('/lib/clang/'));
}

async function languageOptions() {
  systemFolders ??= findSystemFolders();
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  return [
    // glibc's headers depend on this processor.
    ...['-target', `${architecture}-apple-macos${DEPLOYMENT_TARGET}`],
    ...['-std=c++20', '-fobjc-arc', '-fblocks', '-fno-color-diagnostics'],
    // For glibc: define what clang defines on Linux, and undefine __nonnull, which clang defines for macOS.
    ...['-U__nonnull', '-D__linux__', '-D__gnu_linux__', '-D_GNU_SOURCE'],
    ...['-D', 'ACCELERATE_NEW_LAPACK', '-D', 'TILESCOPE_METAL', '-D', 'TILESCOPE_ACCELERATE'],
    '-nostdinc++',
    ...(await systemFolders).flatMap((folder) => ['-isystem', folder]),
  ];
}

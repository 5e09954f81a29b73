import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NATIVE, readAsOnMac } from './apple-target.ts';

const MODULES = path.join(NATIVE, '../node_modules');
const INCLUDES = [
  ...['-I', path.join(NATIVE, 'src'), '-isystem', path.join(MODULES, 'node-addon-api')],
  ...['-isystem', path.join(MODULES, 'node-api-headers/include')],
];
// binding.gyp's warnings, and those that Apple's clang enables by default.
const ERRORS = ['-Wall', '-Wextra', '-Werror', '-Wunguarded-availability', '-Wundeclared-selector'];

/** The sources that are compiled only on a Mac or differently there. */
export function macSources(): string[] {
  return readdirSync(path.join(NATIVE, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mm') || /\b(blas)\/.*\.cpp$/.test(name))
    .map((name) => path.join(NATIVE, 'src', name))
    .sort();
}

/** Headers to precompile, because most of the time of a compilation is spent in them. */
const PREFIX = ['napi.h', 'Metal/Metal.h', 'MetalPerformanceShadersGraph/MetalPerformanceShadersGraph.h'];

/** Precompiles the headers that most sources include; returns the file for `errorsOnMac`. */
export async function precompile(folder: string): Promise<string> {
  const header = path.join(folder, 'prefix.h');
  const output = path.join(folder, 'prefix.pch');
  writeFileSync(header, PREFIX.map((name) => `#import <${name}>\n`).join(''));
  const { ok, stderr } = await readAsOnMac(
    [...INCLUDES, ...['-emit-pch', '-o', output].flatMap((word) => ['-Xclang', word])],
    header,
  );
  if (!ok) throw new Error(stderr);
  return output;
}

/**
 * Compiles a source for the oldest supported macOS and returns the errors: uses of what Apple's headers do not declare,
 * and of what is newer without `@available`. Empty if there are none.
 */
export async function errorsOnMac(source: string, precompiled?: string): Promise<string> {
  const prefix = precompiled ? ['-include-pch', precompiled] : [];
  const { ok, stderr } = await readAsOnMac([...ERRORS, ...INCLUDES, ...prefix], source);
  return ok ? '' : stderr;
}

/** All Mac-only sources, including headers. */
export function metalFiles(): string[] {
  const folder = path.join(NATIVE, 'src/metal');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.extname(name) !== '')
    .map((name) => path.join(folder, name));
}

/** Ways to bypass the headers of Apple's API, which neither the compiler nor the table notices. */
const PAST_HEADERS = [
  /\bNS(Class|Selector|Protocol)FromString\b/,
  /\bobjc_(msgSend|getClass|lookUpClass)\b|\bsel_registerName\b|\bdlsym\b/,
  /\bperformSelector:|\bvalueForKey(Path)?:/,
  /^\s*@(interface|protocol)\s+(NS|MTL|MPS|CF|IO|OS_)\w*/,
  /\bextern\s+"C"/,
];

/** Lines of a source that bypass the headers of Apple's API. */
export function pastHeaders(source: string): string[] {
  return readFileSync(source, 'utf8')
    .split('\n')
    .flatMap((line, i) =>
      PAST_HEADERS.some((way) => way.test(line)) ? [`${path.basename(source)}:${i + 1}: ${line.trim()}`] : [],
    );
}

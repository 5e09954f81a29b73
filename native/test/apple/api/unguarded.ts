import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NATIVE, readAsOnMac } from './apple-target.ts';

const MODULES = path.join(NATIVE, '../node_modules');
const INCLUDES = [
  ...['-I', path.join(NATIVE, 'src'), '-isystem', path.join(MODULES, 'node-addon-api')],
  ...['-isystem', path.join(MODULES, `node/node_modules/node-linux-${process.arch}/include/node`)],
];
// binding.gyp's, and what Apple's clang warns of without being asked.
const ERRORS = ['-Wall', '-Wextra', '-Werror', '-Wunguarded-availability', '-Wundeclared-selector'];

/** The sources that only a Mac compiles, and those that compile otherwise there. */
export function macSources(): string[] {
  return readdirSync(path.join(NATIVE, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mm') || /\b(blas)\/.*\.cpp$/.test(name))
    .map((name) => path.join(NATIVE, 'src', name))
    .sort();
}

/** Why a precompiled prefix: most of the time of a compilation goes into these. */
const PREFIX = ['napi.h', 'Metal/Metal.h', 'MetalPerformanceShadersGraph/MetalPerformanceShadersGraph.h'];

/** Compiles the headers that most sources begin with; answers with the file that `errorsOnMac` takes. */
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
 * Compiles a source as for the oldest macOS that we support and answers with what is wrong, an empty text if nothing:
 * what Apple's headers do not declare, and what came later than that without an `@available` around it.
 */
export async function errorsOnMac(source: string, precompiled?: string): Promise<string> {
  const prefix = precompiled ? ['-include-pch', precompiled] : [];
  const { ok, stderr } = await readAsOnMac([...ERRORS, ...INCLUDES, ...prefix], source);
  return ok ? '' : stderr;
}

/** Everything that is written for a Mac only, headers too. */
export function metalFiles(): string[] {
  const folder = path.join(NATIVE, 'src/metal');
  return readdirSync(folder).map((name) => path.join(folder, name));
}

/** Ways to reach Apple's API past the headers, which neither the compiler nor the table sees. */
const PAST_HEADERS = [
  /\bNS(Class|Selector|Protocol)FromString\b/,
  /\bobjc_(msgSend|getClass|lookUpClass)\b|\bsel_registerName\b|\bdlsym\b/,
  /\bperformSelector:|\bvalueForKey(Path)?:/,
  /^\s*@(interface|protocol)\s+(NS|MTL|MPS|CF|IO|OS_)\w*/,
  /\bextern\s+"C"/,
];

/** Lines of a source that reach Apple's API past the headers. */
export function pastHeaders(source: string): string[] {
  return readFileSync(source, 'utf8')
    .split('\n')
    .flatMap((line, i) =>
      PAST_HEADERS.some((way) => way.test(line)) ? [`${path.basename(source)}:${i + 1}: ${line.trim()}`] : [],
    );
}

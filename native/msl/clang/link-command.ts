import { join } from 'node:path';
import { packageRoot } from '../../device/root.ts';

/** Stands for an SDK's list of what the C library has. The functions of mathematics are found when loading. */
const LIB_SYSTEM = ['-undefined', 'dynamic_lookup', join(packageRoot(), 'native/msl/clang/libSystem.tbd')];

const OUTPUT = 'LIBRARY';
const OBJECTS = 'OBJECTS';

// The loading process has the C library and that of mathematics, which the linker would take long to read.
const SHARED = ['-shared', '-nostdlib', '-Wl,--gc-sections,-Bsymbolic'];
const LIBRARIES = ['-lgcc'];

/** What makes clang's driver describe (`-###`) how it would link an object that it compiles itself. */
export const DESCRIBE_LINK = [...SHARED, '-o', OUTPUT, '-x', 'c', '/dev/null', ...LIBRARIES];

/** A linker and its parameters, OUTPUT and OBJECTS among them: to start it directly saves a start of the driver. */
export type LinkCommand = readonly string[];

/**
 * The linker's command for a target, e.g. `arm64-apple-macosx15.0.0`, from the driver's description; null if there is
 * none in it. For macOS only the linker itself is from the description, the rest asks for an SDK. Apple's and LLVM's
 * linkers take these parameters, and both sign for arm64, which macOS requires.
 */
export function linkCommand(triple: string, description: string): LinkCommand | null {
  const described = parseLinkCommand(description);
  const [linker] = described ?? [];
  const [, arch, version] = /^(\w+)-apple-macosx([\d.]+)$/.exec(triple) ?? [];
  if (!linker || !arch || !version) return described;
  const platform = ['-arch', arch, '-platform_version', 'macos', version, version];
  return [linker, '-dylib', ...platform, '-o', OUTPUT, OBJECTS, ...LIB_SYSTEM];
}

/** The command in the driver's description; null when there is none to be seen. */
function parseLinkCommand(description: string): LinkCommand | null {
  const lines = description.split('\n').filter((line) => line.startsWith(' "') && !line.includes('"-cc1"'));
  const words = [...(lines.at(-1) ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) =>
    word.replace(/\\(.)/g, '$1'),
  );
  // The driver's own object has another name every time.
  const command = words.map((word) => (/null-[^/]*\.o$/.test(word) ? OBJECTS : word));
  return command.includes(OBJECTS) && command.includes(OUTPUT) ? command : null;
}

/** The command for these objects and this library. */
export function linkParameters(command: LinkCommand, objects: readonly string[], library: string): string[] {
  return command.flatMap((word) => (word === OBJECTS ? objects : word === OUTPUT ? [library] : [word]));
}

/** Parameters with which clang's driver links by LLVM's linker. */
export function driverParameters(triple: string, objects: readonly string[], library: string): string[] {
  const files = ['-target', triple, '-fuse-ld=lld', '-o', library, ...objects];
  return triple.includes('-apple-')
    ? ['-dynamiclib', '-nostdlib', ...files, ...LIB_SYSTEM]
    : [...SHARED, ...files, ...LIBRARIES];
}

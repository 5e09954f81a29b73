/** How clang is asked to make a library that can be loaded: what comes before the objects and after them. */
export const [SHARED, LIBRARIES] =
  process.platform === 'darwin'
    ? [['-dynamiclib'], []]
    : // The loading process has the C library and that of mathematics, which the linker would take long to read.
      [['-shared', '-nostdlib', '-Wl,--gc-sections,-Bsymbolic'], ['-lgcc']];

const OUTPUT = 'LIBRARY';
const OBJECTS = 'OBJECTS';

/** What makes clang's driver describe (`-###`) how it would link an object that it compiles itself. */
export const DESCRIBE_LINK = [...SHARED, '-o', OUTPUT, '-x', 'c', '/dev/null', ...LIBRARIES];

/** A linker and its parameters, OUTPUT and OBJECTS among them: to start it directly saves a start of the driver. */
export type LinkCommand = readonly string[];

/** The command in the driver's description; null when there is none to be seen. */
export function parseLinkCommand(description: string): LinkCommand | null {
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

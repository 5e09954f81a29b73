// node native/msl/command.ts [--json] [-I folder] [-D name=value] [--kernel name] FILE.metal
// Compiles the kernels of a file, or those that are named, and lists them all with their arguments.
// node native/msl/command.ts --serve
// Answers line by line, see serve.ts.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { formatDiagnostics } from './clang/diagnostics.ts';
import { compileMsl } from './compile.ts';
import { serve } from './serve.ts';
import { type CompiledLibrary, MslError } from './types.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    serve: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    include: { type: 'string', short: 'I', multiple: true, default: [] },
    kernel: { type: 'string', multiple: true },
    define: { type: 'string', short: 'D', multiple: true, default: [] },
  },
});
if (values.serve) {
  await serve();
  process.exit();
}
const [file] = positionals;
if (!file || positionals.length > 1) {
  console.error(
    'usage: node native/msl/command.ts [--json] [-I folder] [-D name=value] [--kernel name] FILE.metal',
  );
  process.exit(2);
}

try {
  const defines = Object.fromEntries(
    values.define.map((text) => text.split(/=(.*)/s)).map(([n, v = '1']) => [n, v]),
  );
  const source = await readFile(file, 'utf8');
  const library = await compileMsl(source, {
    includeFolders: values.include,
    defines,
    kernels: values.kernel,
  });
  console.log(values.json ? JSON.stringify(library, null, 2) : describe(library));
} catch (error) {
  if (!(error instanceof MslError)) throw error;
  const { diagnostics, message } = error;
  console.error(diagnostics.length > 0 ? formatDiagnostics(diagnostics, file) : message);
  process.exit(1);
}

function describe({ kernels, functionConstants }: CompiledLibrary): string {
  const constants = functionConstants.map(
    ({ index, type, name }) => `function constant ${index}: ${type} ${name}`,
  );
  const described = kernels.flatMap((kernel) => [
    `kernel ${kernel.name}${kernel.maxThreadsPerThreadgroup ? ` (at most ${kernel.maxThreadsPerThreadgroup} threads)` : ''}`,
    ...kernel.arguments.map(({ kind, index, type, name }) => {
      const place = kind === 'position' ? kind : `${kind}(${index})`;
      return `  ${place.padEnd(16)} ${type} ${name}`;
    }),
  ]);
  return [...constants, ...described].join('\n');
}

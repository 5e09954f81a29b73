import { createInterface } from 'node:readline';
import { formatDiagnostics } from './clang/diagnostics.ts';
import { compileMsl } from './compile.ts';
import { MslError, type MslOptions } from './types.ts';

/** A line of the input. */
interface Request {
  readonly id: number;
  readonly source: string;
  readonly options: MslOptions;
}

/**
 * Compiles what each line of the input asks for, several at once, and answers with a line each: `{ id, library,
 * warnings }`, or `{ id, errors }` with the messages as Metal prints them. Returns at the end of the input.
 */
export async function serve(): Promise<void> {
  const underway = new Set<Promise<void>>();
  for await (const line of createInterface({ input: process.stdin })) {
    const answering = answer(JSON.parse(line)).then((reply) => {
      process.stdout.write(`${JSON.stringify(reply)}\n`);
      underway.delete(answering);
    });
    underway.add(answering);
  }
  await Promise.all(underway);
}

async function answer({ id, source, options }: Request) {
  try {
    const library = await compileMsl(source, options);
    return { id, library, warnings: formatDiagnostics(library.diagnostics) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const diagnostics = error instanceof MslError ? error.diagnostics : [];
    return { id, errors: formatDiagnostics(diagnostics) || error.message };
  }
}

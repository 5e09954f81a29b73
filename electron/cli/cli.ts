// The command line: tilescope COMMAND, with the commands of commands.ts.
import manifest from '../../package.json' with { type: 'json' };
import { visibleText } from '../ipc/visible-text.ts';
import { COMMANDS } from './commands.ts';
import { completionCommand } from './completion/command.ts';
import { COMMAND_NAMES, type CommandName, HELP, OVERVIEW } from './help.ts';
import { outliveReaders } from './terminal/interruptions.ts';
import { createPainter } from './terminal/paint.ts';
import { CommandError, EXIT_CODES, type ExitCode, UsageError } from './usage-error.ts';

async function main([first, ...parameters]: readonly string[]): Promise<ExitCode> {
  if (first === undefined) return showHelp(null, EXIT_CODES.usage);
  if (first === 'help') return showHelp(parameters[0] ?? null);
  if (isHelp(first)) return showHelp(null);
  if (first === '--version') {
    console.log(`tilescope ${manifest.version}`);
    return EXIT_CODES.ok;
  }
  const name = readCommand(first);
  if (parameters.some(isHelp)) return showHelp(name);
  return name === 'completion' ? completionCommand(parameters) : COMMANDS[name].run(parameters);
}

function showHelp(command: string | null, exitCode: ExitCode = EXIT_CODES.ok): ExitCode {
  console.log(command === null ? OVERVIEW : HELP[readCommand(command)]);
  return exitCode;
}

function isHelp(parameter: string): boolean {
  return parameter === '--help' || parameter === '-h';
}

function readCommand(text: string): CommandName {
  const name = COMMAND_NAMES.find((known) => known === text);
  if (name) return name;
  throw new UsageError(`unknown command "${text}": expected ${COMMAND_NAMES.join(', ')}`);
}

function report(error: unknown, command: string | undefined): ExitCode {
  const paint = createPainter(process.stderr);
  const isUsage = error instanceof UsageError;
  if (!isUsage && !(error instanceof CommandError)) throw error;
  console.error(`${paint('bad', 'tilescope:')} ${visibleText(error.message)}`);
  if (!isUsage) return EXIT_CODES.failed;
  const known = COMMAND_NAMES.some((name) => name === command) ? ` ${command}` : '';
  console.error(paint('quiet', `See tilescope${known} --help.`));
  return EXIT_CODES.usage;
}

outliveReaders();
const [command, ...parameters] = process.argv.slice(2);
process.exitCode = await main(command === undefined ? [] : [command, ...parameters]).catch((error) =>
  report(error, command),
);

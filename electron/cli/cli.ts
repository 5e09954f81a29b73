// The command line: tilescope sweep | resume | runs | check | devices | report | cache.
import { visibleText } from '../ipc/visible-text.ts';
import { cacheCommand } from './cache-command.ts';
import { checkCommand } from './check/command.ts';
import { compileCommand } from './compile/command.ts';
import { devicesCommand } from './devices-command.ts';
import { COMMAND_NAMES, type CommandName, HELP, OVERVIEW } from './help.ts';
import { reportCommand } from './report-command.ts';
import { resumeCommand } from './runs/resume-command.ts';
import { runsCommand } from './runs/runs-command.ts';
import { sweepCommand } from './sweep/command.ts';
import { outliveReaders } from './terminal/interruptions.ts';
import { createPainter } from './terminal/paint.ts';
import { CommandError, EXIT_CODES, type ExitCode, UsageError } from './usage-error.ts';

const COMMANDS: Readonly<Record<CommandName, (parameters: readonly string[]) => Promise<ExitCode>>> = {
  sweep: sweepCommand,
  resume: resumeCommand,
  runs: runsCommand,
  compile: compileCommand,
  check: checkCommand,
  devices: devicesCommand,
  report: reportCommand,
  cache: cacheCommand,
};

async function main([first, ...parameters]: readonly string[]): Promise<ExitCode> {
  if (first === undefined) return showHelp(null, EXIT_CODES.usage);
  if (first === 'help') return showHelp(parameters[0] ?? null);
  if (isHelp(first)) return showHelp(null);
  const name = readCommand(first);
  return parameters.some(isHelp) ? showHelp(name) : COMMANDS[name](parameters);
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

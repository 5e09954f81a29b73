// The command line: tilescope sweep | check | devices | report.
import { checkCommand } from './check/command.ts';
import { devicesCommand } from './devices-command.ts';
import { HELP } from './help.ts';
import { reportCommand } from './report-command.ts';
import { sweepCommand } from './sweep/command.ts';
import { createPainter } from './terminal/paint.ts';
import { CommandError, EXIT_CODES, type ExitCode, UsageError } from './usage-error.ts';

const COMMANDS: Readonly<Record<string, (parameters: readonly string[]) => Promise<ExitCode>>> = {
  sweep: sweepCommand,
  check: checkCommand,
  devices: devicesCommand,
  report: reportCommand,
};

async function main([name, ...parameters]: readonly string[]): Promise<ExitCode> {
  if (
    name === undefined ||
    name === 'help' ||
    [name, ...parameters].some((p) => p === '--help' || p === '-h')
  ) {
    console.log(HELP);
    return name === undefined ? EXIT_CODES.usage : EXIT_CODES.ok;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`${name}: expected ${Object.keys(COMMANDS).join(', ')}`);
  return command(parameters);
}

function report(error: unknown): ExitCode {
  const paint = createPainter(process.stderr);
  const isUsage = error instanceof UsageError;
  if (!isUsage && !(error instanceof CommandError)) throw error;
  console.error(`${paint('bad', 'tilescope:')} ${error.message}`);
  if (isUsage) console.error(paint('quiet', 'tilescope --help lists what is accepted.'));
  return isUsage ? EXIT_CODES.usage : EXIT_CODES.failed;
}

process.exitCode = await main(process.argv.slice(2)).catch(report);

import { COMMANDS } from '../commands.ts';
import { parseOptions } from '../parse-options.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { SHELLS } from './shells.ts';
import { wordsOf } from './words.ts';

/** `tilescope completion bash|zsh|fish`: prints the script that teaches a shell the commands and their options. */
export async function completionCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { positionals } = parseOptions(parameters, {}, true);
  const [shell = '', ...others] = positionals;
  const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  const names = Object.keys(SHELLS);
  if (!script || others.length > 0) {
    throw new UsageError(
      `completion ${positionals.join(' ')}: expected ${names.join(', ')}`.replace(' :', ':'),
    );
  }
  const commands = Object.entries(COMMANDS).map(([name, command]) => wordsOf(name, command));
  process.stdout.write(script([...commands, wordsOf('completion', { options: {}, positional: names })]));
  return EXIT_CODES.ok;
}

import type { Issue } from './issue.ts';
import type { Configuration, ParameterTable } from './parameter.ts';
import type { Target } from './target.ts';

const COUNTS = ['all', 1, 2, 4, 8, 16, 32] as const;

/**
 * How a GPU gets the commands of one sample: parameters of every generated contender that change no text. A command is
 * one run of the whole program. Metal FlashAttention's first advice to its users is to put several into one encoder.
 */
export const LAUNCH_PARAMETERS = {
  commandsPerEncoder: { label: 'Commands per encoder', choices: COUNTS, default: 'all' },
  commandsPerBuffer: { label: 'Commands per command buffer', choices: COUNTS, default: 'all' },
} as const satisfies ParameterTable;

type LaunchName = keyof typeof LAUNCH_PARAMETERS;

/** How many commands share an encoder and a command buffer; Infinity for all of a sample. */
export type Launch = Readonly<Record<LaunchName, number>>;

export function launchOf(configuration: Configuration): Launch {
  const count = (name: LaunchName) => Number(configuration[name]) || Number.POSITIVE_INFINITY;
  return { commandsPerEncoder: count('commandsPerEncoder'), commandsPerBuffer: count('commandsPerBuffer') };
}

/** The commands that a sample needs at least to be laid out as configured. */
export function leastCommands(configuration: Configuration): number {
  const counts = Object.values(launchOf(configuration)).filter(Number.isFinite);
  return Math.max(1, ...counts);
}

/** What is wrong with a launch: commands are not encoded on the CPU, and an encoder lies within a command buffer. */
export function checkLaunch(configuration: Configuration, target: Target): Issue[] {
  const asked = (Object.keys(LAUNCH_PARAMETERS) as LaunchName[]).filter(
    (name) => configuration[name] !== 'all',
  );
  if (target === 'cpu') {
    const expected = 'all on the CPU, which has no encoders';
    return asked.map((parameter) => ({ parameter, value: configuration[parameter], expected }));
  }
  const { commandsPerEncoder, commandsPerBuffer } = launchOf(configuration);
  if (!Number.isFinite(commandsPerEncoder) || commandsPerEncoder <= commandsPerBuffer) return [];
  const expected = `at most ${commandsPerBuffer}, the commands per command buffer`;
  return [{ parameter: 'commandsPerEncoder', value: commandsPerEncoder, expected }];
}

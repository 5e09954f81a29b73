import type { Issue } from '../../kernels/index.ts';
import type { DeviceInfo, Method } from './types.ts';

/** Ten samples and up to forty for a steady median; with these a dozen small sizes take well under a minute. */
export const DEFAULT_METHOD: Method = {
  minSamples: 10,
  maxSamples: 40,
  targetRelativeIqr: 0.05,
  maxProblemMs: 1500,
  minSampleMs: 2,
  seed: 1,
  cache: 'hot',
  storage: 'shared',
  encoding: 'direct',
};

/** What a method may choose from, for forms, the command line and labels; the first is the default. */
export const METHOD_CHOICES = {
  cache: {
    label: 'Caches',
    choices: ['hot', 'cold'],
    hint: 'Cold: data rotate through twice the last-level cache',
  },
  storage: {
    label: 'Storage',
    choices: ['shared', 'private'],
    hint: 'Private: memory of the GPU alone',
  },
  encoding: {
    label: 'Encoding',
    choices: ['direct', 'indirect'],
    hint: 'Indirect: the GPU reads the commands from an indirect command buffer',
  },
} as const satisfies { [N in ChoiceName]: MethodChoice<N> };

interface MethodChoice<N extends ChoiceName> {
  readonly label: string;
  readonly choices: readonly Method[N][];
  readonly hint: string;
}

export type ChoiceName = 'cache' | 'storage' | 'encoding';

/** Choices that take a GPU. */
const OF_GPUS = ['storage', 'encoding'] as const satisfies readonly ChoiceName[];

/** What of a method a device cannot do. */
export function methodIssues(method: Method, { kind, id }: Pick<DeviceInfo, 'kind' | 'id'>): Issue[] {
  if (kind === 'gpu') return [];
  return OF_GPUS.filter((name) => method[name] !== DEFAULT_METHOD[name]).map((name) => ({
    parameter: name,
    value: method[name],
    expected: `${DEFAULT_METHOD[name]} on ${id}, which is no GPU`,
  }));
}

/** "cold, private": what differs from the usual, for titles; empty where nothing does. */
export function methodLabel(method: Method): string {
  const names = Object.keys(METHOD_CHOICES) as ChoiceName[];
  return names
    .filter((name) => method[name] !== DEFAULT_METHOD[name])
    .map((name) => `${METHOD_CHOICES[name].label.toLowerCase()} ${method[name]}`)
    .join(', ');
}

/** Most contenders of one sweep. */
export const MAX_CONTENDERS = 64;

/** A kernel slower than this is not worth the wait, GFLOPS. */
const SLOWEST_GFLOPS = 0.05;

/** The longest that one dispatch of so many FLOPs may take before it is given up, in milliseconds. */
export function patienceMs(flops: number): number {
  return flops / SLOWEST_GFLOPS / 1e6;
}

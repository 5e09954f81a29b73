import type { Issue } from '../../kernels/index.ts';
import { type ChoiceName, METHOD_CHOICES } from './method-choices.ts';
import type { DeviceInfo, Method } from './types.ts';

export { type ChoiceName, METHOD_CHOICES } from './method-choices.ts';

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

/** A kernel slower than this is not worth the wait, GFLOPS. */
const SLOWEST_GFLOPS = 0.05;

/** The longest that one dispatch of so many FLOPs may take before it is given up, in milliseconds. */
export function patienceMs(flops: number): number {
  return flops / SLOWEST_GFLOPS / 1e6;
}

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

/** Choices that need a GPU. */
const GPU_CHOICES = ['storage', 'encoding'] as const satisfies readonly ChoiceName[];

/** The parts of a method that a device does not support. */
export function methodIssues(method: Method, device: Pick<DeviceInfo, 'kind' | 'id' | 'gpu'>): Issue[] {
  return GPU_CHOICES.flatMap((name) => {
    const reason = method[name] === DEFAULT_METHOD[name] ? null : choiceReason(name, device);
    return reason === null
      ? []
      : [
          {
            parameter: name,
            value: method[name],
            expected: `${DEFAULT_METHOD[name]} on ${device.id}, ${reason}`,
          },
        ];
  });
}

/** Why a device has no choice; null if it has. */
function choiceReason(
  name: (typeof GPU_CHOICES)[number],
  { kind, gpu }: Pick<DeviceInfo, 'kind' | 'gpu'>,
): string | null {
  if (kind === 'cpu') return 'which is not a GPU';
  const isMissing = name === 'encoding' && gpu?.indirectEncoding === false;
  return isMissing ? 'whose GPU does not execute indirect command buffers' : null;
}

/** "caches cold, storage private": what differs from the defaults, for titles; empty when nothing does. */
export function methodLabel(method: Method): string {
  const names = Object.keys(METHOD_CHOICES) as ChoiceName[];
  return names
    .filter((name) => method[name] !== DEFAULT_METHOD[name])
    .map((name) => `${METHOD_CHOICES[name].label.toLowerCase()} ${method[name]}`)
    .join(', ');
}

/** A kernel slower than this is not worth waiting for. */
const SLOWEST_GFLOPS = 0.05;

/** The time limit of one dispatch of so many FLOPs, in milliseconds. */
export function patienceMs(flops: number): number {
  return flops / SLOWEST_GFLOPS / 1e6;
}

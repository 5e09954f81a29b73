import type { Issue } from '../../kernels/index.ts';
import { formatItems } from './figures.ts';
import { type ChoiceName, METHOD_CHOICES } from './method-choices.ts';
import type { DeviceInfo, Method } from './types.ts';

export { type ChoiceName, METHOD_CHOICES } from './method-choices.ts';

type Kind = DeviceInfo['kind'];
/** The parts of the method whose defaults depend on the device. */
export type DependentName = 'minSampleMs' | 'spinMs';

/** Ten samples and up to forty for a steady median; with these a dozen small sizes take well under a minute. */
export const COMMON_METHOD: Omit<Method, DependentName> = {
  minSamples: 10,
  maxSamples: 40,
  targetRelativeIqr: 0.05,
  maxProblemMs: 1500,
  seed: 1,
  cache: 'hot',
  storage: 'shared',
  encoding: 'direct',
  protocol: 'adaptive',
  epochs: 3,
};

/**
 * An Apple GPU sets its clock every 8 ms by how busy it was, and powers off after an idle time of 2 ms (M1:
 * AsahiLinux/linux, arch/arm64/boot/dts/apple/t8103.dtsi, power-sample-period; drivers/gpu/drm/asahi/hw,
 * idle-off-delay-ms). So the spin lasts for one such period, and a sample for more than two. That one period is enough is
 * an assumption: no source says how long the clock takes to rise.
 */
const DEPENDENT: Readonly<Record<Kind, Pick<Method, DependentName>>> = {
  cpu: { minSampleMs: 2, spinMs: 0 },
  gpu: { minSampleMs: 20, spinMs: 10 },
};

/** How cells are measured on a device unless told otherwise. */
export function defaultMethod(kind: Kind): Method {
  return { ...COMMON_METHOD, ...DEPENDENT[kind] };
}

/** What needs a GPU. */
const GPU_ONLY = ['storage', 'encoding', 'spinMs'] as const satisfies readonly (keyof Method)[];

/** The parts of a method that a device does not support. */
export function methodIssues(method: Method, device: Pick<DeviceInfo, 'kind' | 'id' | 'gpu'>): Issue[] {
  const usual = defaultMethod(device.kind);
  return GPU_ONLY.flatMap((name): Issue[] => {
    const reason = method[name] === usual[name] ? null : reasonAgainst(name, device);
    if (reason === null) return [];
    return [{ parameter: name, value: method[name], expected: `${usual[name]} on ${device.id}, ${reason}` }];
  });
}

/** Why a device leaves no choice; null if it does. */
function reasonAgainst(
  name: (typeof GPU_ONLY)[number],
  { kind, gpu }: Pick<DeviceInfo, 'kind' | 'gpu'>,
): string | null {
  if (kind === 'cpu') return 'which is not a GPU';
  const isMissing = name === 'encoding' && gpu?.indirectEncoding === false;
  return isMissing ? 'whose GPU does not execute indirect command buffers' : null;
}

/** "caches cold, storage private, after a spin of 10 ms, in 5 epochs": what differs from the plainest method, for titles. */
export function methodLabel(method: Method): string {
  const names = Object.keys(METHOD_CHOICES) as ChoiceName[];
  const chosen = names
    .filter((name) => method[name] !== COMMON_METHOD[name])
    .map((name) => `${METHOD_CHOICES[name].label.toLowerCase()} ${method[name]}`);
  if (method.spinMs > 0) chosen.push(`after a spin of ${method.spinMs} ms`);
  if (method.epochs !== COMMON_METHOD.epochs) chosen.push(`in ${formatItems(method.epochs, 'epoch')}`);
  return chosen.join(', ');
}

/** A kernel slower than this is not worth waiting for. */
const SLOWEST_GFLOPS = 0.05;

/** The time limit of one dispatch of so many FLOPs, in milliseconds. */
export function patienceMs(flops: number): number {
  return flops / SLOWEST_GFLOPS / 1e6;
}

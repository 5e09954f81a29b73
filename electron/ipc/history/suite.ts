// Which runs can be compared over time.
import { familyOf, fieldValues } from '../../../kernels/index.ts';
import { formatItems } from '../figures.ts';
import { type ChoiceName, COMMON_METHOD, METHOD_CHOICES } from '../method.ts';
import type { Method, RunHead } from '../types.ts';

/** What the runs of a suite have in common, for people. */
export interface SuiteLabel {
  /** "Matrix multiplication f32" */
  readonly operation: string;
  /** "Apple M1 Max, 32 cores" */
  readonly device: string;
  /** "macOS 26.1 (25B78)" */
  readonly system: string;
  /** "caches cold, samples of 2 ms or more" */
  readonly method: string;
}

export interface Suite {
  /** Equal for the runs of one suite. */
  readonly key: string;
  readonly label: SuiteLabel;
}

/**
 * The suite of a run. Of its method, only what the times depend on counts: caches, storage, encoding, the spin, and how
 * long a sample lasts. How many samples and epochs there are, how long they may take, and their seed decide how sure a
 * figure is: its interval says that, and change points heed it. Sizes, options and contenders do not count either: they
 * tell the cells of a suite apart.
 */
export function suiteOf(run: Pick<RunHead, 'request' | 'environment'>): Suite {
  const label: SuiteLabel = {
    operation: operationOf(run),
    device: deviceOf(run),
    system: systemOf(run),
    method: methodOf(run.request.method),
  };
  return { key: JSON.stringify(Object.values(label)), label };
}

/** "Matrix multiplication f32 · Apple M1 Max, 32 cores · macOS 26.1 (25B78) · samples of 20 ms or more" */
export function suiteTitle({ label }: Suite): string {
  return Object.values(label).join(' · ');
}

/**
 * Whether a run is a moment of its suite's history. A rematch is not: it measures old kernels again; nor is one of an edited copy. Nor is a heat of a
 * tuning, which measures what nobody would run.
 */
export function isInHistory({ status, request }: Pick<RunHead, 'status' | 'request'>): boolean {
  return status !== 'running' && !request.rematch && !request.copy && !request.heat;
}

/** Runs by suite, in their order. */
export function bySuite<R extends Pick<RunHead, 'request' | 'environment'>>(runs: readonly R[]): R[][] {
  return [...Map.groupBy(runs, (run) => suiteOf(run).key).values()];
}

function operationOf({ request: { problems } }: Pick<RunHead, 'request'>): string {
  const names = problems.map((problem) =>
    [familyOf(problem).label, fieldValues(problem).dtype].filter(Boolean).join(' '),
  );
  return [...new Set(names)].sort().join(', ');
}

/** A class of devices: machines of one model are alike. */
function deviceOf({ environment: { device, cpu } }: Pick<RunHead, 'environment'>): string {
  const { name, kind, threads, gpu } = device;
  if (kind === 'cpu')
    return `${name === cpu ? name : `${name}, ${cpu}`}, ${formatItems(threads ?? 1, 'thread')}`;
  const cores = gpu?.coreCount ?? null;
  return [name, gpu?.family, cores === null ? null : formatItems(cores, 'core')].filter(Boolean).join(', ');
}

/** With the build, which the GPU reports where the name of the system lacks it. */
function systemOf({ environment: { os, device } }: Pick<RunHead, 'environment'>): string {
  const build = device.gpu?.osBuild;
  return !build || os.includes(build) ? os : `${os} (${build})`;
}

function methodOf(method: Method): string {
  const choices = (Object.keys(METHOD_CHOICES) as ChoiceName[])
    .filter((name) => method[name] !== COMMON_METHOD[name])
    .map((name) => `${METHOD_CHOICES[name].label.toLowerCase()} ${method[name]}`);
  const spin = method.spinMs > 0 ? [`after a spin of ${method.spinMs} ms`] : [];
  return [...choices, `samples of ${method.minSampleMs} ms or more`, ...spin].join(', ');
}

import { expectedTime } from '../../electron/ipc/expected-time.ts';
import { formatElapsed, formatItems } from '../../electron/ipc/figures.ts';
import { type KnownRates, ratesOf } from '../../electron/ipc/known-rates.ts';
import type { DeviceInfo, Run, SweepRequest } from '../../electron/ipc/types.ts';
import { type Problem, problemKey } from '../../kernels/index.ts';

/** What a sweep would take. */
export interface SweepCost {
  readonly cells: number;
  /** "about 12 s to 40 s"; empty without cells. */
  readonly time: string;
  /** What the time rests on. */
  readonly basis: string;
}

/** So many problems of a long sweep are reckoned with, evenly over its sizes: it is done at every key press. */
const MOST_RECKONED = 128;

/** How many cells a sweep has, and how long they take. @param runs of which rates are known */
export function sweepCost(
  { problems, contenders, method }: Pick<SweepRequest, 'problems' | 'contenders' | 'method'>,
  device: DeviceInfo,
  runs: readonly Run[],
): SweepCost {
  const known = ratesOf(
    runs.filter((run) => isAlike(run, device, problems[0])),
    device,
  );
  const cells = problems.length * contenders.length;
  if (cells === 0) return { cells, time: '', basis: '' };
  const stride = Math.ceil(problems.length / MOST_RECKONED);
  const some = problems.filter((_, index) => index % stride === 0);
  const times = some.map((problem) => {
    const rates = contenders.map((contender) => known.rateOf(problem, contender).gflops);
    return expectedTime(problem, rates, method);
  });
  const share = problems.length / some.length;
  const [shortest, longest] = (['least', 'most'] as const).map((end) =>
    formatElapsed(share * times.reduce((sum, time) => sum + time[end], 0)),
  );
  const time = `about ${shortest === longest ? longest : `${shortest} to ${longest}`}`;
  return { cells, time, basis: basisOf(known) };
}

function isAlike(run: Run, device: DeviceInfo, first: Problem | undefined): boolean {
  const { id, name } = run.environment.device;
  return id === device.id && name === device.name && run.request.problems[0]?.op === first?.op;
}

function basisOf({ runs }: KnownRates): string {
  return runs > 0
    ? `From the rates of ${formatItems(runs, 'run')} on this device; a guess where it has none`
    : 'From a guess at the rates: no run of this device is shown';
}

/** "13 sizes: 64×64×64, 65×65×65, … 512×512×512": what was read of a text. */
export function readText(problems: readonly Problem[], labelOf: (problem: Problem) => string): string {
  const labels = [...new Map(problems.map((one) => [problemKey(one), labelOf(one)])).values()];
  const shown = labels.length > 6 ? [...labels.slice(0, 4), '…', labels.at(-1)] : labels;
  return `${formatItems(problems.length, 'size')}: ${shown.join(', ').replace(', …,', ' …')}`;
}

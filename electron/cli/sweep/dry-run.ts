import {
  contenderLabel,
  extentsLabel,
  type Problem,
  parseVariant,
  refusalOf,
  refusalOfOwn,
} from '../../../kernels/index.ts';
import { expectedTime } from '../../ipc/expected-time.ts';
import { formatElapsed, formatItems } from '../../ipc/figures.ts';
import type { KnownRate, KnownRates } from '../../ipc/known-rates.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import type { DeviceInfo, Method, SweepRequest } from '../../ipc/types.ts';
import { listed } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import { runName } from './run-name.ts';

/**
 * What a sweep would measure on a device: a line for each contender with the sizes that it solves and why it does not
 * solve others, the number of cells, and the time that they are expected to take, with what that is based on.
 */
export function dryRunText(
  { problems, contenders, method }: SweepRequest,
  device: DeviceInfo,
  paint: Paint,
  rates: KnownRates,
  kernels: readonly KernelFile[] = [],
): string {
  const solvers = new Map<Problem, KnownRate[]>();
  const lines = contenders.map((contender) => {
    const missing = device.contenders.find(({ id, available }) => id === contender && !available)?.reason;
    const { id: name, overrides } = parseVariant(contender);
    const own = kernels.find(({ kernel }) => kernel.name === name)?.kernel;
    const refusal = (problem: Problem) =>
      own ? refusalOfOwn(own, problem, overrides) : refusalOf(contender, problem, device);
    const reasons = problems.map((problem) => missing ?? refusal(problem));
    const refused = reasons.filter((reason) => reason !== null);
    const solved = problems.filter((_, index) => reasons[index] === null);
    for (const problem of solved) {
      const known = solvers.get(problem) ?? [];
      solvers.set(problem, [...known, rates.rateOf(problem, contender)]);
    }
    const sizes = listed(solved.map((problem) => extentsLabel(problem))) || 'none';
    const why =
      refused.length > 0 ? `  ${paint('quiet', `${refused.length} unsupported: ${refused[0]}`)}` : '';
    return `  ${paint('strong', contenderLabel(contender))}  ${sizes}${why}`;
  });
  const cells = [...solvers.values()].flat();
  const total = `${formatItems(cells.length, 'cell')} on ${device.name}`;
  const expected = cells.length === 0 ? [] : [`; ${timeText(solvers, method)}`, basisText(cells, rates.runs)];
  return [paint('strong', runName(problems)), ...lines, [total, ...expected].join('')].join('\n');
}

/** "about 2 min 05 s", or the times of the fewest samples and of the most. */
function timeText(solvers: ReadonlyMap<Problem, readonly KnownRate[]>, method: Method): string {
  const times = [...solvers].map(([problem, rates]) => {
    return expectedTime(
      problem,
      rates.map(({ gflops }) => gflops),
      method,
    );
  });
  const least = formatElapsed(times.reduce((sum, time) => sum + time.least, 0));
  const most = formatElapsed(times.reduce((sum, time) => sum + time.most, 0));
  return least === most ? `about ${most}` : `about ${least} to ${most}`;
}

/** Where the rates come from that the time is reckoned with. */
function basisText(cells: readonly KnownRate[], runs: number): string {
  const guessed = cells.filter(({ isMeasured }) => !isMeasured);
  const guess = `${guessed[0]?.gflops} GFLOPS assumed`;
  const from = `from the rates of ${formatItems(runs, 'earlier run')}`;
  if (guessed.length === cells.length) return `, with ${guess}: no earlier run here has these contenders`;
  return guessed.length === 0
    ? `, ${from}`
    : `, ${from}, and with ${guess} for ${formatItems(guessed.length, 'cell')}`;
}

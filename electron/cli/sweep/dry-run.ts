import { contenderLabel, extentsLabel, refusalOf } from '../../../kernels/index.ts';
import { formatElapsed, formatItems } from '../../ipc/figures.ts';
import type { DeviceInfo, SweepRequest } from '../../ipc/types.ts';
import { listed } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import { runName } from './run-name.ts';

/**
 * What a sweep would measure on a device: a line for each contender with the sizes that it solves and why it does not
 * solve others, the number of cells, and the time that its rounds may take.
 */
export function dryRunText(
  { problems, contenders, method }: SweepRequest,
  device: DeviceInfo,
  paint: Paint,
): string {
  let count = 0;
  const lines = contenders.map((contender) => {
    const missing = device.contenders.find(({ id, available }) => id === contender && !available)?.reason;
    const reasons = problems.map((problem) => missing ?? refusalOf(contender, problem, device));
    const refused = reasons.filter((reason) => reason !== null);
    const solved = problems.filter((_, index) => reasons[index] === null);
    count += solved.length;
    const sizes = listed(solved.map((problem) => extentsLabel(problem))) || 'none';
    const why =
      refused.length > 0 ? `  ${paint('quiet', `${refused.length} unsupported: ${refused[0]}`)}` : '';
    return `  ${paint('strong', contenderLabel(contender))}  ${sizes}${why}`;
  });
  const limitMs = problems.length * method.maxProblemMs;
  const time = `rounds of up to ${formatElapsed(limitMs)}, longer where ${method.minSamples} samples take longer`;
  return [
    paint('strong', runName(problems)),
    ...lines,
    `${formatItems(count, 'cell')} on ${device.name}; ${time}; compiling and verifying come on top`,
  ].join('\n');
}

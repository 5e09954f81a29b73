import type { Slide } from '../../electron/ipc/story.ts';
import type { DeviceInfo, Run, SweepRequest } from '../../electron/ipc/types.ts';
import { problemKey } from '../../kernels/index.ts';
import { visibleProblems } from './filter.ts';
import { refusal } from './form.ts';
import { viewOf } from './view-address.ts';

/**
 * What measures the cells of a slide here: at the size of its cell or, without one, at all sizes that it shows. What
 * this machine cannot do says why.
 */
export function liveRequest(
  { address }: Slide,
  run: Run,
  devices: readonly DeviceInfo[],
): { readonly sweep: SweepRequest } | { readonly reason: string } {
  const { pinned, filter, hidden } = viewOf(address, run);
  const device = devices.find(({ id }) => id === run.environment.device.id) ?? devices[0];
  if (!device) return { reason: 'no device was found' };
  const { keys } = visibleProblems(run, filter);
  const isWanted = (key: string) => (pinned ? key === pinned.problem : (keys?.has(key) ?? true));
  const problems = run.request.problems.filter((problem) => isWanted(problemKey(problem)));
  const contenders = run.request.contenders.filter(
    (name) => !hidden.includes(name) && refusal(device, name, problems) === null,
  );
  if (problems.length === 0 || contenders.length === 0)
    return { reason: `none of its contenders runs on ${device.name}` };
  const { method, adopted } = run.request;
  return { sweep: { device: device.id, problems, contenders, method, ...(adopted && { adopted }) } };
}

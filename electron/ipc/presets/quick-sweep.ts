import {
  familyOf,
  makeProblems,
  type Problem,
  parseSizes,
  parseVariant,
  QUICK_SWEEP,
  readFields,
  refusalOfAll,
} from '../../../kernels/index.ts';
import { defaultMethod } from '../method.ts';
import type { DeviceInfo, SweepRequest } from '../types.ts';

/** Those of some contenders that a device has and that can solve the problems there. */
export function runnableOn(
  device: DeviceInfo,
  contenders: readonly string[],
  problems: readonly Problem[],
): string[] {
  const isAvailable = (name: string) =>
    device.contenders.some(({ id, available }) => available && id === parseVariant(name).id);
  return contenders.filter((name) => isAvailable(name) && refusalOfAll(name, problems, device) === null);
}

/**
 * The quick sweep on a device: its sizes, its contenders that can run there, and the default method. Null if none of
 * them can.
 */
export function quickSweepOn(device: DeviceInfo): SweepRequest | null {
  const problems = quickProblems();
  const contenders = runnableOn(device, QUICK_SWEEP.contenders, problems);
  if (contenders.length === 0) return null;
  return { device: device.id, problems, contenders, method: defaultMethod(device.kind) };
}

function quickProblems(): Problem[] {
  const { op, dtype, sizes } = QUICK_SWEEP;
  const family = familyOf({ op });
  const read = readFields(family, { dtype });
  const parsed = parseSizes(sizes, op);
  const made =
    'values' in read && 'sizes' in parsed ? makeProblems(family, read.values, parsed.sizes) : { issues: [] };
  if ('problems' in made) return made.problems;
  throw new Error(`The quick sweep is not valid: ${op} ${dtype} ${sizes}`);
}

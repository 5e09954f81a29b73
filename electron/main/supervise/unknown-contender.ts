import { parseVariant } from '../../../kernels/index.ts';
import type { DeviceInfo, Failure, SweepRequest } from '../../ipc/types.ts';

/** Says which contender of a request a device does not know; null if it knows all. */
export function unknownContender(request: SweepRequest, device: DeviceInfo): Failure | null {
  const known = device.contenders.map(({ id }) => id);
  const unknown = request.contenders.find((name) => !known.includes(parseVariant(name).id));
  if (unknown === undefined) return null;
  const message = `sweep.start: contenders = ${unknown}: expected ${known.join(', ')}`;
  return { code: 'BAD_INPUT', message };
}

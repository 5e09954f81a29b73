import { onSide, SIDES } from '../../../kernels/index.ts';
import type { SweepRequest } from '../types.ts';

/** How many equal runs a noise floor comes from, unless told otherwise. */
export const NOISE_RUNS = 4;

/** The sweep in which every contender is measured twice, as a baseline and as the candidate that equals it. */
export function onBothSides<Request extends Pick<SweepRequest, 'contenders'>>(request: Request): Request {
  const contenders = request.contenders.flatMap((name) => SIDES.map((side) => onSide(name, side)));
  return { ...request, contenders };
}

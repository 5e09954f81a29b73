import * as z from 'zod';
import { formatError, formatItems } from '../../ipc/figures.ts';
import { isBad, type Tried } from '../judge/trials.ts';
import { stoppedSchema } from './answer.ts';
import { objectionsOf, objectionsShape, objectionsText, objectionsValue } from './objections.ts';

/** What trials of a kernel showed. */
export const trialsShape = {
  kernel: z.string(),
  passed: z
    .boolean()
    .nullable()
    .describe('false: something speaks against the kernel; null: it ended early, or nothing could be tried'),
  trials: z.number(),
  refuted: z.number().describe('How many of them speak against the kernel'),
  largestError: z.number().nullable().describe('Relative, against float64'),
  ...objectionsShape,
  stopped: stoppedSchema,
};

export type TrialsValue = z.infer<z.ZodObject<typeof trialsShape>>;

/** What trials showed. */
export function trialsValue(kernel: string, tried: readonly Tried[], stopped: string | null): TrialsValue {
  const refuted = tried.filter(isBad).length;
  const errors = tried.flatMap(({ verification }) => verification?.maxRelativeError ?? []);
  const isWhole = stopped === null && tried.length > 0;
  return {
    kernel,
    passed: refuted > 0 ? false : isWhole ? true : null,
    trials: tried.length,
    refuted,
    largestError: errors.length > 0 ? Math.max(...errors) : null,
    ...objectionsValue(objectionsOf(tried)),
    stopped,
  };
}

/**
 * The verdict, and what speaks against the kernel.
 * @param praise of a kernel that passed: "Right"
 */
export function trialsText(value: TrialsValue, praise: string): string {
  const verdict = `${value.kernel}: ${verdictText(value, praise)}`;
  return [...(value.stopped ? [value.stopped] : []), verdict, ...objectionsText(value)].join('\n\n');
}

function verdictText(
  { passed, trials, refuted, largestError, stopped }: TrialsValue,
  praise: string,
): string {
  const count = formatItems(trials, 'trial');
  const error = largestError === null ? '' : `, largest error ${formatError(largestError)}`;
  if (passed === false) return `refuted in ${refuted} of ${count}.`;
  if (passed) return `${praise} in all of ${count}${error}.`;
  if (stopped !== null) return `nothing speaks against it in ${count}, but not all of them ran.`;
  return 'no size of this kind that it supports was found, so nothing was tried.';
}

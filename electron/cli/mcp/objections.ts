import * as z from 'zod';
import { extentsLabel } from '../../../kernels/index.ts';
import { formatItems } from '../../ipc/figures.ts';
import { visibleText } from '../../ipc/visible-text.ts';
import { isWarning } from '../check/summary.ts';
import { isBad, type Tried } from '../judge/trials.ts';
import { boundedList, boundedMessage, moreSchema } from './answer.ts';

/** The first is nearly always the one to mend. */
const MOST_OBJECTIONS = 20;
/** So many of them are in the text, too. */
const MOST_TOLD = 5;
const DETAIL_LINES = 6;

/** What speaks against a kernel. */
const objectionSchema = z.object({
  kind: z.string().describe('A kind of finding, such as race or out-of-bounds, or the code of a failure'),
  message: z.string(),
  line: z.number().nullable().describe('In the MSL, counted from 1'),
  where: z.string().describe('The trial or the launch, of several the first'),
  count: z.number().describe('In how many trials, or how often in a launch'),
});
export type Objection = z.infer<typeof objectionSchema>;

export const objectionsShape = { objections: z.array(objectionSchema), more: moreSchema };

/** The first objections, and how many there are more. */
export function objectionsValue(all: readonly Objection[]): { objections: Objection[]; more: number } {
  const { first, more } = boundedList(all, MOST_OBJECTIONS);
  const objections = first.map((one) => ({ ...one, message: boundedMessage(visibleText(one.message)) }));
  return { objections, more };
}

export function objectionsText({ objections, more }: ReturnType<typeof objectionsValue>): string[] {
  const told = objections.slice(0, MOST_TOLD).map(({ kind, message, where, count }) => {
    const times = count > 1 ? `, ${formatItems(count, 'time')}` : '';
    return `${kind} (${where}${times}):\n${message}`;
  });
  const left = objections.length - told.length + more;
  return left > 0 ? [...told, `… and ${formatItems(left, 'other objection')}`] : told;
}

/** What trials say against a kernel; what several say of a line, or of the whole, is one objection. */
export function objectionsOf(tried: readonly Tried[]): Objection[] {
  const found = tried.filter(isBad).flatMap(({ findings, failure, reason, problem, distribution, seed }) => {
    const where = `${reason} size ${extentsLabel(problem, 'x')}, ${distribution} inputs of seed ${seed}`;
    return [
      ...findings
        .filter((finding) => !isWarning(finding))
        .map(({ kind, message, access }) => ({ kind, message, line: access?.line || null, where, count: 1 })),
      ...(failure ? [{ kind: failure.code, message: textOf(failure), line: null, where, count: 1 }] : []),
    ];
  });
  const alike = Map.groupBy(found, ({ kind, line }) => `${kind} ${line}`);
  return [...alike.values()].map((all) => ({ ...(all[0] as Objection), count: all.length }));
}

function textOf({ message, detail }: { message: string; detail?: string }): string {
  return [message, ...(detail?.split('\n').slice(0, DETAIL_LINES) ?? [])].join('\n');
}

import * as z from 'zod';
import type { VerdictRecord } from '../../ipc/verdict/record.ts';
import { verdictShape } from '../../ipc/verdict/record.ts';
import { boundedList, moreSchema } from './answer.ts';

const verdict = { contender: z.string(), ...verdictShape };

/** Verdicts, of which the overall ones are never left out. */
export const verdictsSchema = z.object({
  method: z
    .enum(['screened', 'paired'])
    .describe('Contenders of one run are paired by round; two runs are only screened'),
  baseline: z.string().describe('The run or the contender that the ratios are to'),
  overall: z.array(z.object({ ...verdict, sizes: z.number() })).describe('Geometric means over sizes'),
  cells: z.array(
    z.object({
      ...{ size: z.string(), ...verdict },
      baselineNs: z.number().nullable().describe('Median time'),
      candidateNs: z.number().nullable(),
    }),
  ),
  more: moreSchema,
});

export type VerdictsValue = z.infer<typeof verdictsSchema>;

export function verdictsValue({ method, baseline, cells, overall }: VerdictRecord): VerdictsValue {
  const { first, more } = boundedList(cells);
  return {
    method,
    baseline: baseline.contender ?? baseline.name,
    overall,
    cells: first.map(({ problem: _, ...cell }) => cell),
    more,
  };
}

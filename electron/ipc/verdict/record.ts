// Verdicts as `compare` and `rematch` write them with --json.
import * as z from 'zod';
import { extentsLabel } from '../../../kernels/index.ts';
import { problemSchema, runIdSchema } from '../request-schemas.ts';
import type { Judgement } from './judgement.ts';
import type { Verdict } from './verdict.ts';

const comparedSchema = z.strictObject({
  id: runIdSchema,
  name: z.string(),
  /** The contender that all others of a run are compared with; null for two runs. */
  contender: z.string().nullable(),
});

/** A verdict and its figures, as records have them. */
export const verdictShape = {
  verdict: z.enum(['FASTER', 'SLOWER', 'SAME', 'UNCLEAR']),
  /** Candidate's time to baseline's; null where nothing can be compared. */
  ratio: z.number().positive().nullable(),
  interval95: z.tuple([z.number().positive(), z.number().positive()]).nullable(),
  /** Of a ratio this far from 1 by chance, for this comparison alone. */
  pValue: z.number().min(0).max(1).nullable(),
  /** The least difference that counts, as a share. */
  threshold: z.number().positive(),
  reason: z.string(),
};

export const verdictRecordSchema = z.strictObject({
  format: z.literal('tilescope-verdicts'),
  version: z.literal(1),
  /** Two runs are screened; rounds of one run are paired. */
  method: z.enum(['screened', 'paired']),
  baseline: comparedSchema,
  candidate: comparedSchema,
  cells: z.array(
    z.strictObject({
      problem: problemSchema,
      size: z.string(),
      contender: z.string(),
      /** Medians. */
      baselineNs: z.number().positive().nullable(),
      candidateNs: z.number().positive().nullable(),
      ...verdictShape,
    }),
  ),
  /** Geometric means over sizes. */
  overall: z.array(z.strictObject({ contender: z.string(), sizes: z.int().min(2), ...verdictShape })),
});

export type VerdictRecord = z.infer<typeof verdictRecordSchema>;

/** What is compared, and how. */
export type Compared = Pick<VerdictRecord, 'method' | 'baseline' | 'candidate'>;

/** A judgement as a record for other programs. */
export function verdictRecord({ pairs, overall }: Judgement, compared: Compared): VerdictRecord {
  return {
    format: 'tilescope-verdicts',
    version: 1,
    ...compared,
    cells: pairs.map(({ problem, contender, baseline, candidate, verdict }) => ({
      problem,
      size: extentsLabel(problem, 'x'),
      contender,
      baselineNs: baseline.summary?.medianNs ?? null,
      candidateNs: candidate.summary?.medianNs ?? null,
      ...verdictShown(verdict),
    })),
    overall: overall.map(({ contender, sizes, verdict }) => ({ contender, sizes, ...verdictShown(verdict) })),
  };
}

/** A verdict for a record. */
export function verdictShown({ verdict, ratio, threshold, reason }: Verdict) {
  return {
    verdict,
    ratio: ratio?.ratio ?? null,
    interval95: ratio ? ([...ratio.interval95] as [number, number]) : null,
    pValue: ratio?.pValue ?? null,
    threshold,
    reason,
  };
}

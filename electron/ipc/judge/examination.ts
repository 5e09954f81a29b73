// What is asked of the compute process about a program that somebody wrote, and what it answers.
import * as z from 'zod';
import type { Finding } from '../../../native/types.ts';
import { askedProgramsSchema } from '../programs/programs-schema.ts';
import { problemSchema } from '../request-schemas.ts';
import type { Failure, Verification } from '../types.ts';

/**
 * What inputs are drawn from, so that a kernel cannot be right for one kind of numbers only. `infinite`: normal numbers
 * with a few infinities, where the family says what becomes of them.
 */
export const DISTRIBUTIONS = ['normal', 'large', 'tiny', 'constant', 'positive', 'infinite'] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];

const LONGEST_MS = 3_600_000;

/** A program whose texts are compiled, and not run. */
export const compiledCopySchema = z.strictObject({
  device: z.string().min(1).max(200),
  problem: problemSchema,
  contender: z.string().min(1).max(200),
  /** The program, as that of the one cell "program". */
  programs: askedProgramsSchema,
});

export type CompiledCopy = z.infer<typeof compiledCopySchema>;

export const examinationSchema = compiledCopySchema.extend({
  seed: z.int().min(0).max(0xffff_ffff),
  distribution: z.enum(DISTRIBUTIONS),
  /** With every memory access checked, on the CPU device: for small problems. */
  isChecked: z.boolean(),
  /** After which a checked kernel counts as hanging. */
  timeoutMs: z.number().min(1).max(LONGEST_MS),
});

export type ExaminationRequest = z.infer<typeof examinationSchema>;

/** How a program did on one problem with one set of inputs. */
export interface Examination {
  /** What it does that Metal leaves undefined, or forbids; none unless it is checked. */
  readonly findings: readonly Finding[];
  /** Null where there is no error to give: it did not run, or wrote a NaN. */
  readonly verification: Verification | null;
  /** Null for a right result. */
  readonly failure: Failure | null;
}

import * as z from 'zod';
import { kernelDescriptorSchema } from '../own-kernels/descriptor-schema.ts';
import { hashSchema } from '../programs/programs-schema.ts';
import { problemSchema } from '../request-schemas.ts';
import { environmentSchema, failureSchema, verificationSchema } from '../run-schema.ts';
import { text } from '../text-schema.ts';
import { verdictRecordSchema } from '../verdict/record.ts';
import { DISTRIBUTIONS } from './examination.ts';
import { REASONS } from './plan.ts';

const MAX_TRIALS = 100_000;

const trialSchema = z.strictObject({
  reason: z.enum(REASONS),
  problem: problemSchema,
  distribution: z.enum(DISTRIBUTIONS),
  /** Of the inputs. */
  seed: z.int().min(0).max(0xffff_ffff),
  /** The SHA-256 of the program, as runs keep it. */
  program: hashSchema,
  verification: verificationSchema.nullable(),
  failure: failureSchema.nullable(),
  findings: z.array(z.strictObject({ kind: text, message: text })),
});

/** What a judge of a kernel ran, so that it can be run again. */
export const receiptSchema = z.strictObject({
  format: z.literal('tilescope-receipt'),
  version: z.literal(1),
  madeAt: z.iso.datetime(),
  /** As a contender. */
  kernel: text,
  /** The name of the file with its text. */
  source: text,
  /** The SHA-256 of each text. */
  texts: z.array(hashSchema).min(1),
  descriptor: kernelDescriptorSchema,
  environment: environmentSchema,
  /** Of the sizes that were drawn. */
  seed: z.int().min(0).max(0xffff_ffff),
  isRight: z.boolean(),
  trials: z.array(trialSchema).min(1).max(MAX_TRIALS),
  /** Verdicts against others, which are the baselines; null if none were asked for, or the kernel is not right. */
  speed: verdictRecordSchema.nullable(),
});

export type Receipt = z.infer<typeof receiptSchema>;

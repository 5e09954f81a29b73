// What the window may ask for. Ranges are the ones a form or a command line should name.
import { z } from 'zod';
import { checkProblem, inOrder, type Problem, problemKey } from '../../kernels/index.ts';
import { DEFAULT_METHOD, MAX_CONTENDERS, METHOD_CHOICES } from './method.ts';
import type { Method, Settings, SweepRequest } from './types.ts';

/** Largest sweep: the `mfa-float16` preset has 2048 sizes, and a grid of M × N goes well beyond that. */
const MAX_PROBLEMS = 20_000;
const MAX_NAME_LENGTH = 200;
const MAX_LAYOUT_CHARACTERS = 1_000_000;
const HOUR_MS = 3_600_000;

export const runIdSchema = z.uuid();

export const runNameSchema = z.string().trim().min(1).max(MAX_NAME_LENGTH);

/**
 * A problem as kernels/ accepts it: its own check says what is wrong, so that there is one set of ranges. Keys come
 * out in the order of the family's table.
 */
export const problemSchema = z
  .looseObject({ op: z.string() })
  .superRefine((problem, context) => {
    for (const issue of checkProblem(problem)) {
      const { parameter, expected: message } = issue;
      // What follows may take the problem for one that is known.
      context.addIssue({ code: 'custom', path: [parameter], message, continue: false });
    }
  })
  .transform((problem) => inOrder(problem as unknown as Problem)) as unknown as z.ZodType<Problem>;

export const methodSchema = z
  .strictObject({
    minSamples: z.int().min(10).max(100_000),
    maxSamples: z.int().min(10).max(100_000),
    targetRelativeIqr: z.number().min(0).max(10),
    maxProblemMs: z.number().min(1).max(HOUR_MS),
    minSampleMs: z.number().min(0).max(60_000),
    seed: z.int().min(0).max(0xffff_ffff),
    // Runs of earlier versions do not say them.
    cache: z.enum(METHOD_CHOICES.cache.choices).default(DEFAULT_METHOD.cache),
    storage: z.enum(METHOD_CHOICES.storage.choices).default(DEFAULT_METHOD.storage),
    encoding: z.enum(METHOD_CHOICES.encoding.choices).default(DEFAULT_METHOD.encoding),
  })
  .refine((method) => method.maxSamples >= method.minSamples, {
    path: ['maxSamples'],
    message: 'at least minSamples',
  }) satisfies z.ZodType<Method>;

export const sweepRequestSchema = z.strictObject({
  device: z.string().min(1).max(MAX_NAME_LENGTH),
  problems: z
    .array(problemSchema)
    .min(1)
    .max(MAX_PROBLEMS)
    .refine((problems) => new Set(problems.map(problemKey)).size === problems.length, {
      message: 'each problem once',
    }),
  contenders: z
    .array(z.string().min(1).max(MAX_NAME_LENGTH))
    .min(1)
    .max(MAX_CONTENDERS)
    .refine((contenders) => new Set(contenders).size === contenders.length, {
      message: 'each contender once',
    }),
  method: methodSchema,
}) satisfies z.ZodType<SweepRequest>;

export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  layout: z
    .record(z.string(), z.json())
    .refine((layout) => JSON.stringify(layout).length <= MAX_LAYOUT_CHARACTERS, {
      message: `at most ${MAX_LAYOUT_CHARACTERS} characters of JSON`,
    }) as unknown as z.ZodType<Record<string, unknown>>,
}) satisfies z.ZodType<Settings>;

export const settingsChangeSchema = settingsSchema.partial();

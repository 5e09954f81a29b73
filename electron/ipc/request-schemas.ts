// What the window may ask for, and the types of it. A form or a command line should name the ranges given here.
import * as z from 'zod';
import { checkProblem, inOrder, type Problem, problemKey } from '../../kernels/index.ts';
import { MAX_CONTENDERS, MAX_EPOCHS, MAX_PROBLEMS, MAX_REMATCH_EPOCHS } from './limits.ts';
import { METHOD_CHOICES } from './method-choices.ts';
import { expectDefinition } from './own-kernels/check-definition.ts';
import { PROTOCOLS } from './protocols.ts';

const MAX_NAME_LENGTH = 200;
/** Bundles from elsewhere may have longer names than can be given here. */
const MAX_RUN_NAME_LENGTH = 1000;
const MAX_LAYOUT_CHARACTERS = 1_000_000;
const HOUR_MS = 3_600_000;

export const runIdSchema = z.uuid();

/** What a person puts on a run to find it again. */
export const tagsSchema = z.array(z.string().trim().min(1).max(40)).max(20);

export const runNameSchema = z.string().trim().min(1).max(MAX_NAME_LENGTH);

/**
 * A problem as kernels/ accepts it, which relies on the shape of a custom one's definition: its own check says what is
 * wrong, so that there is one set of ranges. Keys come out in the order of the family's table.
 */
export const problemSchema = z
  .looseObject({ op: z.string().superRefine(expectDefinition) })
  .superRefine((problem, context) => {
    for (const issue of checkProblem(problem)) {
      const { parameter, expected: message } = issue;
      // Later refinements may rely on a valid problem.
      context.addIssue({ code: 'custom', path: [parameter], message, continue: false });
    }
  })
  .transform((problem) => inOrder(problem as unknown as Problem)) as unknown as z.ZodType<Problem>;

const { cache, storage, encoding, protocol } = METHOD_CHOICES;

/** Ranges of the method's parts. */
const METHOD_PARTS = {
  minSamples: z.int().min(1).max(100_000),
  maxSamples: z.int().min(1).max(100_000),
  /** Sampling continues until (q3 − q1) / median is at most this, or time is out. */
  targetRelativeIqr: z.number().min(0).max(10),
  /** Time limit of one problem's timed rounds, all contenders together. */
  maxProblemMs: z.number().min(1).max(HOUR_MS),
  /** Smallest duration of one sample; shorter kernels are repeated within one sample. */
  minSampleMs: z.number().min(0).max(60_000),
  seed: z.int().min(0).max(0xffff_ffff),
  cache: z.enum(cache.choices),
  storage: z.enum(storage.choices),
  encoding: z.enum(encoding.choices),
  /** How long an untimed kernel keeps the GPU busy directly before each sample, so that its clock has risen. */
  spinMs: z.int().min(0).max(1000),
  /** How many times new buffers and pipelines are created; samples and time are divided among them. */
  epochs: z.int().min(1).max(MAX_EPOCHS),
  /** What chooses the number of samples and of dispatches per sample. */
  protocol: z.enum(protocol.choices),
};

/** Parts of a method, of which the others have the device's default. */
export const partialMethodSchema = z.strictObject(METHOD_PARTS).partial();

const methodSchema = z
  .strictObject({
    ...METHOD_PARTS,
    // Runs of earlier versions lack these.
    cache: METHOD_PARTS.cache.default(cache.choices[0]),
    storage: METHOD_PARTS.storage.default(storage.choices[0]),
    encoding: METHOD_PARTS.encoding.default(encoding.choices[0]),
    spinMs: METHOD_PARTS.spinMs.default(0),
    epochs: METHOD_PARTS.epochs.default(1),
    protocol: METHOD_PARTS.protocol.default(protocol.choices[0]),
  })
  .superRefine(({ protocol: name, minSamples }, context) => {
    const { leastSamples } = PROTOCOLS[name];
    if (minSamples >= leastSamples) return;
    context.addIssue({ code: 'custom', path: ['minSamples'], message: `at least ${leastSamples}` });
  })
  .refine((method) => method.maxSamples >= method.minSamples, {
    path: ['maxSamples'],
    message: 'at least minSamples',
  })
  .refine((method) => method.epochs <= method.minSamples, {
    path: ['epochs'],
    message: 'at most minSamples',
  });

/** How cells are measured (DESIGN.md §5). */
export type Method = z.infer<typeof methodSchema>;

const comparedRunSchema = z.strictObject({ id: runIdSchema, name: z.string().max(MAX_RUN_NAME_LENGTH) });

const extensionShape = {
  /** Cells whose verdict is unclear get more epochs, up to so many each, */
  maxEpochs: z.int().min(1).max(MAX_REMATCH_EPOCHS),
  /** and as long as there is time, all problems together. */
  budgetMs: z
    .number()
    .min(1)
    .max(24 * HOUR_MS),
};

const rematchSchema = z.strictObject({
  baseline: comparedRunSchema,
  candidate: comparedRunSchema,
  ...extensionShape,
});

/** Two runs that are measured again, side by side: contenders with the side of each in their names. */
export type Rematch = z.infer<typeof rematchSchema>;

/** A person's edited copy of a contender's program, measured beside its original: see ipc/edit/. */
const editedCopySchema = z.strictObject({
  /** The contender that is the copy, and the one that is its original. */
  name: z.string().max(MAX_NAME_LENGTH),
  of: z.string().max(MAX_NAME_LENGTH),
  /** The contender whose tolerance applies to the copy. */
  judgedAs: z.string().max(MAX_NAME_LENGTH),
  /** Whose text it is a copy of. */
  run: comparedRunSchema,
  ...extensionShape,
});

/** A heat of a tuning: its contenders race on the problems of one class. */
const heatSchema = z.strictObject({
  /** Of the tuning, which has many heats. */
  tuning: runIdSchema,
  /** See sizeClassOf(). */
  sizeClass: z.string().max(MAX_RUN_NAME_LENGTH),
  /** Candidates are dropped between epochs once they lie behind; the final measures all of them to the end. */
  kind: z.enum(['screen', 'final']),
  /** Of a final: verdicts of variants against the defaults of their contenders. */
  extension: z.strictObject(extensionShape).optional(),
  /** Contenders that are never dropped: the defaults, and the leaders of earlier heats. */
  along: z.array(z.string().max(MAX_NAME_LENGTH)).max(MAX_CONTENDERS),
});

/** By class of sizes and contender, the parameters that replace its defaults: see AdoptedDefaults. */
const adoptedSchema = z.record(
  z.string(),
  z.record(z.string(), z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))),
);

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
  /** Left out of any other sweep. */
  rematch: rematchSchema.optional(),
  /** Of a run that measures an edited copy only. */
  copy: editedCopySchema.optional(),
  /** Of a tuning's runs only. */
  heat: heatSchema.optional(),
  /** The defaults that were adopted for the device, as far as they apply; left out if none do, or ours are asked for. */
  adopted: adoptedSchema.optional(),
});

export type SweepRequest = z.infer<typeof sweepRequestSchema>;

const SETTINGS = {
  theme: z.enum(['system', 'light', 'dark']),
  /** Whether keys without a modifier are commands. */
  letterKeys: z.boolean(),
  /** Whether the system tells of the end of what took long while the window was not in front. */
  notifications: z.boolean(),
  /** Panel sizes and the like, opaque to the main process. */
  layout: z
    .record(z.string(), z.json())
    .refine((layout) => JSON.stringify(layout).length <= MAX_LAYOUT_CHARACTERS, {
      message: `at most ${MAX_LAYOUT_CHARACTERS} characters of JSON`,
    }) as unknown as z.ZodType<Record<string, unknown>>,
};

export const settingsSchema = z.strictObject({
  ...SETTINGS,
  // Earlier versions had no choice.
  letterKeys: SETTINGS.letterKeys.default(true),
  notifications: SETTINGS.notifications.default(true),
});

/** What the workbench remembers between launches. */
export type Settings = z.infer<typeof settingsSchema>;

export const settingsChangeSchema = z.strictObject(SETTINGS).partial();

// A copy of a cell's program that a person edits: what of it differs from the original.
import * as z from 'zod';
import type { Pass, Problem } from '../../../kernels/index.ts';
import type { Diagnostic, Finding } from '../../../native/types.ts';
import { runIdSchema } from '../request-schemas.ts';
import { text } from '../text-schema.ts';
import type { Cell, Failure } from '../types.ts';
import type { VerdictRecord } from '../verdict/record.ts';

/** A text of this size is no kernel. */
const MAX_TEXT_LENGTH = 1_000_000;
/** Programs with more texts than this are not edited. */
const MAX_TEXTS = 100;
const MAX_LAUNCHES = 1000;

const extent = z.int().min(1).max(0xffff_ffff);
const extent3 = z.tuple([extent, extent, extent]);

export const editSchema = z.strictObject({
  /** The texts of the passes in the order of their first use, each once; null for one that is as it was. */
  texts: z.array(text.max(MAX_TEXT_LENGTH).nullable()).min(1).max(MAX_TEXTS),
  /** The launches that differ, by the number of the pass from 0. */
  launches: z
    .record(
      z.string().regex(/^(0|[1-9]\d*)$/),
      z.strictObject({
        /** Threads if the pass has a grid of threads, else threadgroups. */
        grid: extent3,
        threadsPerThreadgroup: extent3,
      }),
    )
    .refine((launches) => Object.keys(launches).length <= MAX_LAUNCHES, `at most ${MAX_LAUNCHES} launches`),
});

export type Edit = z.infer<typeof editSchema>;
export type EditedLaunch = Edit['launches'][string];

export const editedCellSchema = z.strictObject({ runId: runIdSchema, cellId: z.string().max(2000) });

/** Whose copy it is. */
export type EditedCell = z.infer<typeof editedCellSchema>;

export const copySchema = editedCellSchema.extend({ edit: editSchema });

export type Copy = z.infer<typeof copySchema>;

export const draftSchema = copySchema.extend({
  /** Whether it is being edited, and so is opened again with the window. */
  isOpen: z.boolean(),
});

/** A copy as it is kept between launches. */
export type Draft = z.infer<typeof draftSchema>;

/** A pass whose text is one of several. */
export interface OpenedPass extends Omit<Pass, 'kernel'> {
  /** Which text, from 0. */
  readonly text: number;
  readonly functionName: string;
  readonly constants: Pass['kernel']['constants'];
}

/** What is needed to edit a copy of a cell's program. */
export interface OpenedCell extends EditedCell {
  readonly runName: string;
  readonly problem: Problem;
  readonly contender: string;
  readonly texts: readonly string[];
  readonly passes: readonly OpenedPass[];
  /** When and where it was measured, and what made it. */
  readonly origin: { readonly from: string; readonly generator: string };
  /** It came with a file: nothing of it is compiled before a person agrees. */
  readonly needsConsent: boolean;
  readonly draft: Edit | null;
}

/** A message about one of the texts of a copy. */
export interface TextDiagnostic extends Diagnostic {
  readonly text: number;
}

/** What a checked run of a copy found, at a small problem. */
export interface CopyCheck {
  readonly problem: Problem;
  readonly findings: readonly Finding[];
  /** Null for a right result. */
  readonly failure: Failure | null;
}

/** How many problems a copy is timed at: that of its cell, or all of the run. */
export const SCOPES = ['cell', 'run'] as const;
export type Scope = (typeof SCOPES)[number];

/** How a copy did beside its original, in a run of both. */
export interface CopyVerdict extends Pick<VerdictRecord, 'cells' | 'overall'> {
  readonly runId: string;
  /** Null while it is measured. */
  readonly failure: Failure | null;
  readonly copies: readonly Pick<Cell, 'problem' | 'status' | 'failure' | 'verification'>[];
}

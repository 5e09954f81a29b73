// What people decide about the cells of a candidate: an append-only list, of which the newest entries can be undone.
import * as z from 'zod';
import { runIdSchema } from '../request-schemas.ts';
import { text } from '../text-schema.ts';

export const DECISIONS = ['accepted', 'rejected', 'noted'] as const;
export const MAX_NOTE_CHARACTERS = 2000;
const MAX_CELLS = 100_000;
const MAX_CELL_CHARACTERS = 1200;
const MAX_WHO_CHARACTERS = 1000;
const MAX_STEPS = 100_000;

/** A baseline and a candidate that was measured beside or after it. */
export const comparedRunsShape = { baseline: runIdSchema, candidate: runIdSchema };
export const comparedRunsSchema = z.strictObject(comparedRunsShape);
export type ComparedRuns = z.infer<typeof comparedRunsSchema>;

const stepShape = {
  cells: z.array(text.max(MAX_CELL_CHARACTERS)).min(1).max(MAX_CELLS),
  /** A note alone leaves the decision as it is. */
  decision: z.enum(DECISIONS),
  /** Why; an empty one leaves the note as it is. */
  note: text.max(MAX_NOTE_CHARACTERS),
};

export const decideSchema = z.strictObject({ ...comparedRunsShape, ...stepShape });

/** One step of a review: who decided what about which cells, when and why. */
export interface ReviewEntry {
  readonly cells: readonly string[];
  readonly decision: (typeof DECISIONS)[number];
  readonly note: string;
  /** The name of the user of the machine. */
  readonly who: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The steps of a candidate's reviews as its bundle keeps them, oldest first. */
export const keptDecisionsSchema = z
  .array(
    z.strictObject({
      /** The run that the candidate was reviewed beside. */
      baseline: runIdSchema,
      ...stepShape,
      who: text.max(MAX_WHO_CHARACTERS),
      at: z.iso.datetime(),
      undoneAt: z.iso.datetime().nullable(),
    }),
  )
  .max(MAX_STEPS);

/** The same beside its baseline, as a bundle keeps it. */
export interface KeptDecision extends ReviewEntry {
  readonly baseline: string;
  /** ISO 8601; null while the step stands. */
  readonly undoneAt: string | null;
}

/** The steps that stand, by the ids of the baselines. */
export function stepsByBaseline(decisions: readonly KeptDecision[] = []): Map<string, KeptDecision[]> {
  const standing = decisions.filter(({ undoneAt }) => undoneAt === null);
  return Map.groupBy(standing, ({ baseline }) => baseline);
}

/** What is decided about a cell now. */
export interface CellDecision {
  readonly decision: 'accepted' | 'rejected' | null;
  readonly note: string;
  /** Of the newest step. */
  readonly who: string;
  readonly at: string;
}

/** What is decided about each cell, by the ids of cells. @param entries oldest first */
export function decisionsOf(entries: readonly ReviewEntry[]): Map<string, CellDecision> {
  const found = new Map<string, CellDecision>();
  for (const { cells, decision, note, who, at } of entries)
    for (const cell of cells) {
      const before = found.get(cell);
      found.set(cell, {
        decision: decision === 'noted' ? (before?.decision ?? null) : decision,
        note: note || (before?.note ?? ''),
        who,
        at,
      });
    }
  return found;
}

import * as z from 'zod';

/** What a tool answers. */
export interface Answer<T> {
  /** For people and models. */
  readonly text: string;
  readonly value: T;
  /** Why it ended early: what it answers is then not all; null for a whole answer. */
  readonly stopped: string | null;
}

/** More characters of text than this are left out: those who read answers pay for each. */
const MOST_CHARACTERS = 40_000;
/** Of a list in an answer. */
export const MOST_ENTRIES = 100;
/** Of one message in it. */
const LONGEST_MESSAGE = 2000;

/** A text cut to what an answer may have. */
export function bounded(text: string, most = MOST_CHARACTERS): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)}\n… and ${text.length - most} more characters`;
}

export function boundedMessage(text: string): string {
  return bounded(text, LONGEST_MESSAGE);
}

/** The first entries of a list, and how many there are more. */
export function boundedList<T>(all: readonly T[], most = MOST_ENTRIES): { first: T[]; more: number } {
  return { first: all.slice(0, most), more: Math.max(0, all.length - most) };
}

export const moreSchema = z.number().describe('How many entries are left out');
export const stoppedSchema = z
  .string()
  .nullable()
  .describe('Why it ended before it was done: out of time or memory; null if it did not');

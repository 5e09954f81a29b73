// A story: views of a run that are saved to be presented.
import * as z from 'zod';
import { text } from './text-schema.ts';

/** In characters. */
const MAX_SENTENCE = 300;
const MAX_ADDRESS = 5000;
const MAX_NOTES = 10_000;
export const MAX_SLIDES = 200;
/** Of a text of MSL. */
const MAX_LINE = 1_000_000;

const slideSchema = z.strictObject({
  /** What the slide says. */
  sentence: text.max(MAX_SENTENCE),
  /** How the run is shown: see viewOf() of the renderer. */
  address: text.max(MAX_ADDRESS),
  /** The view itself, or the MSL of its cell. */
  shows: z.enum(['view', 'msl']),
  /** The first line of MSL on the slide, counted from 1. */
  line: z.int().min(1).max(MAX_LINE),
  /** The lines of the chart appear one after the other. */
  builds: z.boolean(),
  /** The slide's cells are measured again while it is presented; the record stands in for what cannot be. */
  live: z.boolean(),
  /** For the speaker alone. */
  notes: text.max(MAX_NOTES),
});

export type Slide = z.infer<typeof slideSchema>;

/** In the order in which the slides are presented. */
export const storySchema = z.array(slideSchema).max(MAX_SLIDES);

/** The speaker's timer; times in milliseconds since 1970. */
const talkTimerSchema = z.strictObject({
  /** When it would have started, had it never been paused. */
  startedAtMs: z.number().min(0),
  /** Null while it runs. */
  pausedAtMs: z.number().min(0).nullable(),
});

export type TalkTimer = z.infer<typeof talkTimerSchema>;

/** Pauses or resumes the timer, or resets it. */
export const timerChangeSchema = z.enum(['toggle', 'reset']);
export type TimerChange = z.infer<typeof timerChangeSchema>;

/** An SVG of a slide may have the ten thousand cells of a chart. */
const MAX_PICTURE = 50_000_000;

/** What the speaker sees while a story is presented. */
export const notesPageSchema = z.strictObject({
  /** The name of the run. */
  title: text,
  /** The number of the slide, counted from 1, and how many there are. */
  slide: z.int().min(1),
  slides: z.int().min(1),
  notes: text.max(MAX_NOTES),
  /** What is shown now, and after the next step: SVG texts; null after the last. */
  now: z.string().max(MAX_PICTURE),
  next: z.string().max(MAX_PICTURE).nullable(),
  timer: talkTimerSchema,
});

export type NotesPage = z.infer<typeof notesPageSchema>;

/** The fragment of the address of the page with the speaker's notes. */
export const NOTES_FRAGMENT = '#notes';

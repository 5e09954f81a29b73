// The one typed contract between the window and the main process. The renderer programs against `TilescopeApi`.
import * as z from 'zod';
import type { CellUpdate } from './cell-update.ts';
import type { CompileProgress, CompileReport } from './compile-types.ts';
import type { Progress } from './compute-protocol.ts';
import {
  type CopyCheck,
  type CopyVerdict,
  copySchema,
  type Draft,
  draftSchema,
  editedCellSchema,
  type OpenedCell,
  SCOPES,
  type TextDiagnostic,
} from './edit/edit-schema.ts';
import type { CellTimeline } from './history/cell-timeline.ts';
import type { MenuCommand } from './menu-command.ts';
import type { KnownNoise } from './noise/noise-floor.ts';
import type { NoiseProgress } from './noise/noise-progress.ts';
import { presetNameSchema, sweepPresetSchema } from './presets/preset-schema.ts';
import type { SavedSweep } from './presets/saved-sweep.ts';
import type { KeptPrograms } from './programs/kept-program.ts';
import {
  runIdSchema,
  runNameSchema,
  settingsChangeSchema,
  sweepRequestSchema,
  tagsSchema,
} from './request-schemas.ts';
import { comparedRunsSchema, comparedRunsShape, decideSchema, type ReviewEntry } from './review/decisions.ts';
import type { Review } from './review/review.ts';
import {
  MAX_SLIDES,
  type NotesPage,
  notesPageSchema,
  storySchema,
  type TimerChange,
  timerChangeSchema,
} from './story.ts';
import type { TuningRecord } from './tune/record.ts';
import {
  budgetSchema,
  type KnownTunings,
  type TuneProgress,
  tuneRequestSchema,
} from './tune/tune-request.ts';
import type {
  CellConditions,
  Conditions,
  DeviceInfo,
  Failure,
  LinkedRun,
  OpenedFiles,
  Result,
  Run,
  RunHeader,
  Sample,
  Settings,
} from './types.ts';
import type { Against } from './verdict/against.ts';

/** A request's schema, and the type of its response, which exists only for the compiler. */
interface Invocation<Request, Response> {
  readonly request: z.ZodType<Request>;
  readonly response?: Response;
}

function responds<Response>() {
  return { to: <Request>(request: z.ZodType<Request>): Invocation<Request, Response> => ({ request }) };
}

const nothing = z.undefined();
/** A chart of ten thousand cells has a million. */
const MAX_PICTURE_CHARACTERS = 50_000_000;
/** As many as a list shows at once, and more. */
const MAX_TRENDS = 200;
const MAX_CONTENDER_CHARACTERS = 1000;
const ofRun = z.strictObject({ runId: runIdSchema });

/** channel → request, response. Every response crosses as a Result<T>; null means that a dialog was dismissed. */
export const INVOCATIONS = {
  'devices.list': responds<DeviceInfo[]>().to(nothing),
  'conditions.get': responds<Conditions>().to(nothing),
  'sweep.start': responds<{ runId: string }>().to(
    z.strictObject({ name: runNameSchema, sweep: sweepRequestSchema }),
  ),
  'sweep.resume': responds<{ runId: string }>().to(ofRun),
  'sweep.cancel': responds<null>().to(ofRun),
  'runs.list': responds<RunHeader[]>().to(nothing),
  /** Comes without programs; cells of a run that this application does not measure just now, without their samples. */
  'runs.get': responds<Run>().to(ofRun),
  'runs.samples': responds<Sample[]>().to(z.strictObject({ runId: runIdSchema, cellId: z.string() })),
  /** The program of a cell; null if it has none. */
  'runs.program': responds<KeptPrograms | null>().to(
    z.strictObject({ runId: runIdSchema, cellId: z.string() }),
  ),
  'runs.rename': responds<null>().to(z.strictObject({ runId: runIdSchema, name: runNameSchema })),
  /** The run is gone from every list, and can be restored until the application ends. */
  'runs.delete': responds<null>().to(ofRun),
  'runs.restore': responds<null>().to(ofRun),
  'runs.mark': responds<null>().to(
    z.strictObject({ runId: runIdSchema, pinned: z.boolean(), tags: tagsSchema }),
  ),
  /** Replaces the views of a run that are saved to be presented. */
  'runs.set-story': responds<null>().to(z.strictObject({ runId: runIdSchema, story: storySchema })),
  /** The best verified rate at each problem, in GFLOPS, by run. */
  'runs.trends': responds<Readonly<Record<string, readonly number[]>>>().to(
    z.strictObject({ runIds: z.array(runIdSchema).max(MAX_TRENDS) }),
  ),
  /** Every contender beside one of them, with intervals: see speedsAgainst(). */
  'runs.speeds': responds<readonly Against[]>().to(
    z.strictObject({ runId: runIdSchema, reference: z.string().max(MAX_CONTENDER_CHARACTERS) }),
  ),
  /** A cell over the runs of this run's suite; null if none has a figure of it. */
  'runs.history': responds<CellTimeline | null>().to(
    z.strictObject({ runId: runIdSchema, cellId: z.string() }),
  ),
  /** Shows a save dialog. */
  'runs.export': responds<{ path: string } | null>().to(ofRun),
  /** Shows an open dialog. */
  'runs.import': responds<{ runId: string } | null>().to(nothing),
  /** Adds the runs of files that were dropped on the window; run.opened follows. Only preload asks: a page names no file. */
  'runs.open': responds<null>().to(z.strictObject({ paths: z.array(z.string()) })),
  /** Adds the recorded run that comes with the application. */
  'runs.demo': responds<{ runId: string }>().to(nothing),
  /** Shows a save dialog. */
  'runs.report': responds<{ path: string } | null>().to(ofRun),
  /** The report as PDF. Shows a save dialog. */
  'runs.pdf': responds<{ path: string } | null>().to(ofRun),
  /** Saves what is shown of a run where a save dialog says. */
  'runs.shown': responds<{ path: string } | null>().to(
    z.strictObject({
      runId: runIdSchema,
      type: z.enum(['svg', 'png', 'pdf', 'csv']),
      /** The text of an SVG for each page of a PDF, and else one: a text, or a PNG in base64. */
      parts: z.array(z.string().max(MAX_PICTURE_CHARACTERS)).min(1).max(MAX_SLIDES),
    }),
  ),
  /** Measures what it costs to compile the kernels of a run, on its device; the answer is kept with the run. */
  'compile.measure': responds<CompileReport>().to(ofRun),
  'compile.cancel': responds<null>().to(ofRun),
  /** What was measured last; null if nothing was. */
  'compile.get': responds<CompileReport | null>().to(ofRun),
  'noise.get': responds<KnownNoise>().to(nothing),
  /** Measures the noise floor of a device in several runs, and keeps it; nothing else of them is kept. */
  'noise.measure': responds<null>().to(sweepRequestSchema.pick({ device: true })),
  'noise.cancel': responds<null>().to(nothing),
  'tune.list': responds<KnownTunings>().to(nothing),
  /** What a tuning has found so far. */
  'tune.show': responds<TuningRecord>().to(z.strictObject({ id: runIdSchema })),
  'tune.start': responds<{ id: string }>().to(tuneRequestSchema),
  /** Goes on for what is left of its budget, or for so long. */
  'tune.resume': responds<{ id: string }>().to(
    z.strictObject({ id: runIdSchema, budgetMs: budgetSchema.optional() }),
  ),
  'tune.cancel': responds<null>().to(nothing),
  /** Makes what a tuning found the defaults of its device. This and the next two are followed by tune.changed. */
  'tune.adopt': responds<null>().to(z.strictObject({ id: runIdSchema })),
  /** Forgets one of the defaults that were adopted for a device: see noiseKey(). */
  'tune.forget': responds<null>().to(
    z.strictObject({ place: z.string(), sizeClass: z.string(), contender: z.string() }),
  ),
  /** Forgets a tuning with its heats; what was adopted of it stays. */
  'tune.delete': responds<null>().to(z.strictObject({ id: runIdSchema })),
  /** Saves what was adopted as a table for kernels/, where a save dialog says. */
  'tune.export': responds<{ path: string } | null>().to(nothing),
  /** The saved sweeps, which the command line has, too; so do the answers of the next three. */
  'presets.list': responds<readonly SavedSweep[]>().to(nothing),
  /** Refused for a name that is taken, unless that sweep is to be replaced. */
  'presets.save': responds<readonly SavedSweep[]>().to(
    z.strictObject({ name: presetNameSchema, preset: sweepPresetSchema, mayReplace: z.boolean() }),
  ),
  'presets.rename': responds<readonly SavedSweep[]>().to(
    z.strictObject({ name: z.string(), next: presetNameSchema }),
  ),
  'presets.delete': responds<readonly SavedSweep[]>().to(z.strictObject({ name: z.string() })),
  /** What a copy of a cell's program is made of. Fails with NO_TEXT where there is none. */
  'edit.open': responds<OpenedCell>().to(editedCellSchema),
  /** A person agrees that texts of a run from a file are compiled and run, until the application quits. */
  'edit.agree': responds<null>().to(ofRun),
  /** The copies that are kept, the last one first. */
  'edit.drafts': responds<Pick<Draft, 'runId' | 'cellId' | 'isOpen'>[]>().to(nothing),
  'edit.keep': responds<null>().to(draftSchema),
  'edit.forget': responds<null>().to(editedCellSchema),
  /** The next three fail with NO_CONSENT for texts that came with a file; the first two with PAUSED during measurements. */
  'edit.compile': responds<TextDiagnostic[]>().to(copySchema),
  /** Runs the copy at a small problem, with every memory access checked. */
  'edit.check': responds<CopyCheck>().to(copySchema),
  /** Starts a run that measures the copy beside its original. */
  'edit.time': responds<{ runId: string }>().to(copySchema.extend({ scope: z.enum(SCOPES) })),
  /** How the copy of such a run did; null if it measures none. */
  'edit.verdict': responds<CopyVerdict | null>().to(ofRun),
  /** Shows a save dialog. */
  'edit.save': responds<{ path: string } | null>().to(copySchema),
  /** The baselines of suites, by their keys: see suiteOf(). So do the next two. */
  'review.baselines': responds<Readonly<Record<string, string>>>().to(nothing),
  /** Makes a run the baseline of its suite. */
  'review.set-baseline': responds<Readonly<Record<string, string>>>().to(ofRun),
  /** Judges two runs, by a rematch of them where there is one. */
  'review.open': responds<Review>().to(comparedRunsSchema),
  /** Keeps a decision. When nothing that changed is open or rejected any more, the candidate becomes its suite's baseline. */
  'review.decide': responds<readonly ReviewEntry[]>().to(decideSchema),
  /** Undoes the newest decision; of a candidate that was accepted by it, the baseline is the suite's again. */
  'review.undo': responds<readonly ReviewEntry[]>().to(comparedRunsSchema),
  /** Measures the unclear cells of both runs again, side by side. Fails with NO_CONSENT for programs that came with files. */
  'review.rematch': responds<{ runId: string }>().to(
    z.strictObject({ ...comparedRunsShape, isTrusted: z.boolean() }),
  ),
  /** Saves a review with the picture of its charts, an SVG, where a save dialog says. */
  'review.save': responds<{ path: string } | null>().to(
    z.strictObject({
      ...comparedRunsShape,
      type: z.enum(['md', 'html']),
      picture: z.string().max(MAX_PICTURE_CHARACTERS).nullable(),
    }),
  ),
  /** The page shows its first run: what it is told to open from now on is not replaced by that. */
  'window.ready': responds<null>().to(nothing),
  /** Fills the screen with the window, or no longer; window.full-screen follows. */
  'window.set-full-screen': responds<null>().to(z.strictObject({ isFull: z.boolean() })),
  /** Opens the speaker's notes, on a second display; without one, only if they may cover the slides. */
  'notes.open': responds<{ isOpen: boolean }>().to(z.strictObject({ mayCoverSlides: z.boolean() })),
  'notes.show': responds<null>().to(notesPageSchema),
  /** What the notes show; null while nothing is presented. */
  'notes.get': responds<NotesPage | null>().to(nothing),
  /** Goes on from the window with the notes: present.step follows. */
  'notes.step': responds<null>().to(z.strictObject({ by: z.literal([-1, 1]) })),
  /** Pauses, continues or resets the timer from the window with the notes: present.timer follows. */
  'notes.timer': responds<null>().to(z.strictObject({ change: timerChangeSchema })),
  'notes.close': responds<null>().to(nothing),
  'settings.get': responds<Settings>().to(nothing),
  'settings.set': responds<Settings>().to(settingsChangeSchema),
} as const;

/** The table above as types. */
export type Invocations = {
  [C in keyof typeof INVOCATIONS]: (typeof INVOCATIONS)[C] extends Invocation<infer Request, infer Response>
    ? { request: Request; response: Response }
    : never;
};

/** event → payload, batched at about 10 Hz. */
export interface Events {
  'sweep.cells': { runId: string; updates: CellUpdate[] };
  'sweep.progress': Progress;
  'compile.progress': CompileProgress;
  /** Null when the measurement is over. */
  'noise.progress': NoiseProgress | null;
  /** Null when the tuning is over. */
  'tune.progress': TuneProgress | null;
  'tune.changed': KnownTunings;
  'run.changed': RunHeader;
  /** Files that were opened outside of the page. */
  'run.opened': OpenedFiles;
  /** A link that was followed outside of the page: its run, or why there is none. */
  'link.opened': Result<LinkedRun>;
  /** A tuning that is to be shown. */
  'tune.opened': { id: string };
  /** Whether the window fills the screen, where it has no title bar. */
  'window.full-screen': boolean;
  /** What the speaker's notes show. */
  'notes.changed': NotesPage;
  /** The speaker goes on, or back, in the window with the notes. */
  'present.step': { by: -1 | 1 };
  'present.timer': { change: TimerChange };
  /** The window with the notes was closed by hand. */
  'notes.closed': null;
  'presets.changed': readonly SavedSweep[];
  /** The machine's conditions, as a sweep finds them between its rounds. */
  conditions: CellConditions;
  'menu.command': { command: MenuCommand };
  /** What keeps the runs from being saved, until everything is saved: then null. */
  'store.trouble': Failure | null;
  log: { level: 'info' | 'warning' | 'error'; message: string; at: string };
}

type RequestOf<C extends keyof Invocations> = Invocations[C]['request'];

/** What preload exposes as `window.tilescope`. */
export interface TilescopeApi {
  platform: 'darwin' | 'linux' | 'win32';
  invoke<C extends keyof Invocations>(
    channel: C,
    ...request: RequestOf<C> extends undefined ? [] : [RequestOf<C>]
  ): Promise<Result<Invocations[C]['response']>>;
  /** Returns the function that unsubscribes. */
  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void;
}

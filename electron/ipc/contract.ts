// The one typed contract between the window and the main process. The renderer programs against `TilescopeApi`.
import { z } from 'zod';
import type { CellUpdate } from './cell-update.ts';
import type { CompileProgress, CompileReport } from './compile-types.ts';
import type { Progress } from './compute-protocol.ts';
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
import type {
  CellConditions,
  Conditions,
  DeviceInfo,
  Failure,
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
  /** The best verified rate at each problem, in GFLOPS, by run. */
  'runs.trends': responds<Readonly<Record<string, readonly number[]>>>().to(
    z.strictObject({ runIds: z.array(runIdSchema).max(MAX_TRENDS) }),
  ),
  /** Every contender beside one of them, with intervals: see speedsAgainst(). */
  'runs.speeds': responds<readonly Against[]>().to(
    z.strictObject({ runId: runIdSchema, reference: z.string().max(MAX_CONTENDER_CHARACTERS) }),
  ),
  /** Shows a save dialog. */
  'runs.export': responds<{ path: string } | null>().to(ofRun),
  /** Shows an open dialog. */
  'runs.import': responds<{ runId: string } | null>().to(nothing),
  /** Adds the recorded run that comes with the application. */
  'runs.demo': responds<{ runId: string }>().to(nothing),
  /** Shows a save dialog. */
  'runs.report': responds<{ path: string } | null>().to(ofRun),
  /** The report as PDF. Shows a save dialog. */
  'runs.pdf': responds<{ path: string } | null>().to(ofRun),
  /** Saves the chart, as SVG or as PNG in base64, where a save dialog says. */
  'runs.picture': responds<{ path: string } | null>().to(
    z.strictObject({
      runId: runIdSchema,
      type: z.enum(['svg', 'png']),
      data: z.string().max(MAX_PICTURE_CHARACTERS),
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
  'run.changed': RunHeader;
  /** A file that was opened outside of the page: its run, or why there is none. */
  'run.opened': Result<{ runId: string }>;
  /** Whether the window fills the screen, where it has no title bar. */
  'window.full-screen': boolean;
  'presets.changed': readonly SavedSweep[];
  /** The machine's conditions, as a sweep finds them between its rounds. */
  conditions: CellConditions;
  'menu.command': { command: MenuCommand };
  /** What keeps the runs from being saved, until everything is saved: then null. */
  'store.trouble': Failure | null;
  log: { level: 'info' | 'warning' | 'error'; message: string; at: string };
}

export type MenuCommand =
  | 'new-sweep'
  | 'run-sweep'
  | 'quick-sweep'
  | 'save-sweep'
  | 'cancel-sweep'
  | 'measure-noise'
  | 'import-run'
  | 'rename-run'
  | 'delete-run'
  | 'export-run'
  | 'report-run'
  | 'pdf-run'
  | 'save-svg'
  | 'save-png'
  | 'find-run'
  | 'find-msl'
  | 'palette'
  | 'navigator'
  | 'chart'
  | 'table'
  | 'msl'
  | 'drawer'
  | 'maximise-pane'
  | 'next-pane'
  | 'toggle-letter-keys'
  | 'toggle-theme'
  | 'show-shortcuts';

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

import type { CompileReport } from '../../electron/ipc/compile-types.ts';
import type { Invocations, TilescopeApi } from '../../electron/ipc/contract.ts';
import { DEFAULT_SETTINGS } from '../../electron/ipc/default-settings.ts';
import type {
  CopyCheck,
  CopyVerdict,
  OpenedCell,
  TextDiagnostic,
} from '../../electron/ipc/edit/edit-schema.ts';
import type { CellTimeline } from '../../electron/ipc/history/cell-timeline.ts';
import { type KnownNoise, noiseKey } from '../../electron/ipc/noise/noise-floor.ts';
import type { SavedSweep } from '../../electron/ipc/presets/saved-sweep.ts';
import { programsOf } from '../../electron/ipc/programs/restore-program.ts';
import type { ComparedRuns, ReviewEntry } from '../../electron/ipc/review/decisions.ts';
import { reviewOf } from '../../electron/ipc/review/review.ts';
import type { TuningRecord } from '../../electron/ipc/tune/record.ts';
import type { KnownTunings } from '../../electron/ipc/tune/tune-request.ts';
import type { Conditions, DeviceInfo, Failure, Result, Run } from '../../electron/ipc/types.ts';
import { speedsAgainst } from '../../electron/ipc/verdict/against.ts';
import { headerOf } from './runs.ts';
import { NO_TUNER } from './tuning.ts';

/** What the application would answer in a state of the gallery. */
export interface World {
  readonly runs?: readonly Run[];
  readonly devices?: readonly DeviceInfo[];
  readonly conditions?: Conditions;
  readonly compileReport?: CompileReport;
  readonly noise?: KnownNoise;
  readonly tuner?: KnownTunings;
  readonly tuningRecord?: TuningRecord;
  /** A copy that can be edited, what is said about it, and how it did when it was timed. */
  readonly copy?: {
    readonly opened: OpenedCell;
    readonly diagnostics?: readonly TextDiagnostic[];
    readonly check?: CopyCheck;
    readonly verdict?: CopyVerdict;
  };
  /** Baselines by suite, and what is decided about candidates. */
  readonly baselines?: Readonly<Record<string, string>>;
  readonly entries?: readonly ReviewEntry[];
  readonly savedSweeps?: readonly SavedSweep[];
  readonly timeline?: CellTimeline;
  /** Channels that fail. */
  readonly failures?: Partial<Record<keyof Invocations, Failure>>;
  /** Channels that never answer. */
  readonly silent?: readonly (keyof Invocations)[];
}

const NOTHING_HERE: Failure = { code: 'GALLERY', message: 'This is the gallery: nothing is measured here.' };

/** The application, with the answers of a fixture. */
export function createFakeApi(world: World): TilescopeApi {
  const {
    runs = [],
    devices = [],
    conditions,
    compileReport = null,
    noise = null,
    tuner = NO_TUNER,
    tuningRecord,
    savedSweeps = [],
    timeline = null,
    baselines = {},
    entries = [],
    copy,
    failures = {},
    silent = [],
  } = world;
  const runOf = (runId: string) => runs.find(({ id }) => id === runId);
  const answers: Partial<Record<keyof Invocations, (request: unknown) => unknown>> = {
    'devices.list': () => devices,
    'conditions.get': () => conditions,
    'runs.list': () => runs.map(headerOf),
    'runs.get': (request) => runOf((request as { runId: string }).runId),
    'runs.program': (request) => {
      const { runId, cellId } = request as { runId: string; cellId: string };
      const run = runOf(runId);
      const hash = run?.cells.find(({ id }) => id === cellId)?.program;
      return run && hash ? programsOf([hash], run) : null;
    },
    'runs.trends': (request) =>
      Object.fromEntries((request as { runIds: string[] }).runIds.map((id) => [id, ratesOf(runOf(id))])),
    'runs.speeds': (request) => {
      const { runId, reference } = request as { runId: string; reference: string };
      return speedsAgainst(reference, runOf(runId) ?? { cells: [] });
    },
    'runs.history': () => timeline,
    'review.baselines': () => baselines,
    'review.open': (request) => {
      const { baseline, candidate } = request as ComparedRuns;
      const [one, other] = [runOf(baseline), runOf(candidate)];
      const floor = other && noise?.floors[noiseKey(other.environment)];
      return one && other && reviewOf(one, other, { floor, entries });
    },
    'compile.get': () => compileReport,
    'noise.get': () => noise,
    'tune.list': () => tuner,
    'tune.show': () => tuningRecord,
    'presets.list': () => savedSweeps,
    'edit.drafts': () => [],
    'edit.open': () => copy?.opened,
    'edit.keep': () => null,
    'edit.compile': () => copy?.diagnostics ?? [],
    'edit.check': () => copy?.check,
    'edit.time': () => copy?.verdict && { runId: copy.verdict.runId },
    'edit.verdict': () => copy?.verdict,
    'settings.get': () => DEFAULT_SETTINGS,
    'window.ready': () => null,
    'settings.set': (request) => request,
  };
  const invoke = async (channel: keyof Invocations, request?: unknown): Promise<Result<unknown>> => {
    if (silent.includes(channel)) return new Promise(() => undefined);
    const failure = failures[channel];
    const value = answers[channel]?.(request);
    if (failure || value === undefined) return { ok: false, error: failure ?? NOTHING_HERE };
    return { ok: true, value };
  };
  const platform = window.tilescope?.platform ?? 'linux';
  return { platform, invoke: invoke as TilescopeApi['invoke'], on: () => () => undefined };
}

/** The best rate at each problem, as the store finds it. */
function ratesOf(run: Run | undefined): number[] {
  const best = new Map<unknown, number>();
  for (const { problem, status, summary } of run?.cells ?? []) {
    const key = JSON.stringify(problem);
    if (status === 'ok' && summary) best.set(key, Math.max(best.get(key) ?? 0, summary.gflops));
  }
  return [...best.values()];
}

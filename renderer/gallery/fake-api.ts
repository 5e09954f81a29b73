import type { CompileReport } from '../../electron/ipc/compile-types.ts';
import type { Invocations, TilescopeApi } from '../../electron/ipc/contract.ts';
import type { KnownNoise } from '../../electron/ipc/noise/noise-floor.ts';
import type { SavedSweep } from '../../electron/ipc/presets/saved-sweep.ts';
import type { TuningRecord } from '../../electron/ipc/tune/record.ts';
import type { KnownTunings } from '../../electron/ipc/tune/tune-request.ts';
import type { Conditions, DeviceInfo, Failure, Result, Run } from '../../electron/ipc/types.ts';
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
  readonly savedSweeps?: readonly SavedSweep[];
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
    failures = {},
    silent = [],
  } = world;
  const answers: Partial<Record<keyof Invocations, (request: unknown) => unknown>> = {
    'devices.list': () => devices,
    'conditions.get': () => conditions,
    'runs.list': () => runs.map(headerOf),
    'runs.get': (request) => runs.find(({ id }) => id === (request as { runId: string }).runId),
    'runs.program': () => null,
    'compile.get': () => compileReport,
    'noise.get': () => noise,
    'tune.list': () => tuner,
    'tune.show': () => tuningRecord,
    'presets.list': () => savedSweeps,
    'settings.get': () => ({ theme: 'system', layout: {} }),
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

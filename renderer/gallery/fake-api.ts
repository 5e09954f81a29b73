import type { CompileReport } from '../../electron/ipc/compile-types.ts';
import type { Invocations, TilescopeApi } from '../../electron/ipc/contract.ts';
import type {
  CopyCheck,
  CopyVerdict,
  OpenedCell,
  TextDiagnostic,
} from '../../electron/ipc/edit/edit-schema.ts';
import type { KnownNoise } from '../../electron/ipc/noise/noise-floor.ts';
import type { SavedSweep } from '../../electron/ipc/presets/saved-sweep.ts';
import type { Conditions, DeviceInfo, Failure, Result, Run } from '../../electron/ipc/types.ts';
import { headerOf } from './runs.ts';

/** What the application would answer in a state of the gallery. */
export interface World {
  readonly runs?: readonly Run[];
  readonly devices?: readonly DeviceInfo[];
  readonly conditions?: Conditions;
  readonly compileReport?: CompileReport;
  readonly noise?: KnownNoise;
  /** A copy that can be edited, what is said about it, and how it did when it was timed. */
  readonly copy?: {
    readonly opened: OpenedCell;
    readonly diagnostics?: readonly TextDiagnostic[];
    readonly check?: CopyCheck;
    readonly verdict?: CopyVerdict;
  };
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
    savedSweeps = [],
    copy,
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
    'presets.list': () => savedSweeps,
    'edit.drafts': () => [],
    'edit.open': () => copy?.opened,
    'edit.keep': () => null,
    'edit.compile': () => copy?.diagnostics ?? [],
    'edit.check': () => copy?.check,
    'edit.time': () => copy?.verdict && { runId: copy.verdict.runId },
    'edit.verdict': () => copy?.verdict,
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

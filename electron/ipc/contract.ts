// Owned by the main/preload author; the renderer programs against `TilescopeApi`.
import type { Progress } from './compute-protocol.ts';
import type { Cell, DeviceInfo, Result, Run, RunHeader, SweepRequest } from './types.ts';

/** channel → request, response. Every response is a Result<T>. */
export interface Invocations {
  'devices.list': { request: undefined; response: DeviceInfo[] };
  'sweep.start': { request: { name: string; sweep: SweepRequest }; response: { runId: string } };
  'sweep.resume': { request: { runId: string }; response: { runId: string } };
  'sweep.cancel': { request: { runId: string }; response: null };
  'runs.list': { request: undefined; response: RunHeader[] };
  'runs.get': { request: { runId: string }; response: Run };
  'runs.rename': { request: { runId: string; name: string }; response: null };
  'runs.delete': { request: { runId: string }; response: null };
  /** Shows a save dialog; null when dismissed. */
  'runs.export': { request: { runId: string }; response: { path: string } | null };
  /** Shows an open dialog; null when dismissed. */
  'runs.import': { request: undefined; response: { runId: string } | null };
  'runs.report': { request: { runId: string }; response: { path: string } | null };
  'settings.get': { request: undefined; response: Settings };
  'settings.set': { request: Partial<Settings>; response: Settings };
}

/** event → payload, batched at about 10 Hz. */
export interface Events {
  'sweep.cells': { runId: string; cells: Cell[] };
  'sweep.progress': Progress;
  'run.changed': RunHeader;
  'menu.command': { command: MenuCommand };
  'log': { level: 'info' | 'warning' | 'error'; message: string; at: string };
}

export type MenuCommand = 'new-sweep' | 'run-sweep' | 'cancel-sweep' | 'import-run' | 'export-run' | 'report-run' | 'toggle-theme' | 'show-shortcuts';

export interface Settings {
  theme: 'system' | 'light' | 'dark';
  /** Panel sizes and the like, opaque to the main process: key → JSON. */
  layout: Record<string, unknown>;
}

/** What preload exposes as `window.tilescope`. */
export interface TilescopeApi {
  platform: 'darwin' | 'linux' | 'win32';
  invoke<C extends keyof Invocations>(channel: C, ...request: Invocations[C]['request'] extends undefined ? [] : [Invocations[C]['request']]): Promise<Result<Invocations[C]['response']>>;
  /** Returns the function that unsubscribes. */
  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void;
}

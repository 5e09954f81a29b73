import type { Invocations } from '../ipc/contract.ts';
import type { Result } from '../ipc/types.ts';
import type { RunStore } from '../store/run-store.ts';
import { StoreError } from '../store/store-error.ts';
import type { NotesWindow } from './notes-window.ts';
import type { Outlet } from './supervise/event-batcher.ts';
import type { Supervisor } from './supervise/supervisor.ts';

/** Where a story is presented. */
export interface Stage {
  readonly notes: NotesWindow;
  setFullScreen(isFull: boolean): void;
  /** See NotesWindow.open(). */
  openNotes(mayCoverSlides: boolean): boolean;
}

/** What the handlers of channels work with. */
export interface Services {
  store: RunStore;
  supervisor: Supervisor;
  send: Outlet;
  /** dist/report */
  reportFolder: string;
  /** dist/demo.json */
  demoFile: string;
  /** The list of recent files is another. */
  onFileOpened?(): void;
  /** Adds the runs of files, and tells the window. */
  openFiles?(paths: readonly string[]): Promise<void>;
  stage?: Stage;
  /** The page can be told what to open. */
  onPageReady?(): void;
}

export type Channel = keyof Invocations;
type Response<C extends Channel> = Result<Invocations[C]['response']>;
export type Handlers = {
  [C in Channel]: (request: Invocations[C]['request']) => Response<C> | Promise<Response<C>>;
};

export const DONE: Result<null> = { ok: true, value: null };

export function fail(code: string, message: string): Result<never> {
  return { ok: false, error: { code, message } };
}

/** What the window is told of a store that cannot be read or written: its path, and the remedy. Throws other errors. */
export function storeFailure(error: unknown): Result<never> {
  if (error instanceof StoreError) return fail('STORE_FAILED', error.message);
  throw error;
}

import type { StateCreator } from 'zustand';
import type { Failure } from '../../electron/ipc/types.ts';
import type { Notice } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** What has been done, and perhaps how to undo it. */
export interface Toast {
  readonly message: string;
  readonly action?: { readonly label: string; run(): void };
}

export interface NoticesSlice {
  /** The failure of a request, until it is dismissed, the same request succeeds, or something else is asked for. */
  notice: Notice | null;
  /** What has just been done; it goes by itself. */
  toast: Toast | null;
  /** What keeps the runs from being saved, for as long as it does. */
  trouble: Failure | null;
  notify(notice: Notice | null): void;
  tell(toast: Toast | null): void;
  receiveTrouble(trouble: Failure | null): void;
}

export const createNoticesSlice: StateCreator<WorkbenchState, [], [], NoticesSlice> = (set) => ({
  notice: null,
  toast: null,
  trouble: null,
  notify: (notice) => set({ notice }),
  tell: (toast) => set({ toast }),
  receiveTrouble: (trouble) => set({ trouble }),
});

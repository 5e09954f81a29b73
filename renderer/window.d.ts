import type { TilescopeApi } from '../electron/ipc/contract.ts';

declare global {
  interface Window {
    /** Put there by the preload script; absent in a report. */
    readonly tilescope?: TilescopeApi;
  }
}

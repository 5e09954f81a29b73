import type { WorkbenchState } from '../state/store.ts';
import type { World } from './fake-api.ts';

/** A state of the window: what the application answers, and what happens after it has loaded. */
export interface GalleryState extends World {
  readonly id: string;
  readonly title: string;
  /** Shows the run of 1,536 sizes, which is made for these states only. */
  readonly many?: boolean;
  /** The run as a page of its own, instead of the workbench. */
  readonly report?: boolean;
  /** Fails while it draws. */
  readonly fault?: boolean;
  act?(state: WorkbenchState): void | Promise<void>;
}

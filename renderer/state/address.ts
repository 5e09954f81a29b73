import type { Run } from '../../electron/ipc/types.ts';
import { addressOf, viewOf } from '../model/view-address.ts';
import type { Workbench, WorkbenchState } from './store.ts';

/** A view is in the address once it has stayed for so long: browsers allow some hundred changes in 30 seconds. */
const SETTLED_MS = 400;

/**
 * Keeps the view of a report in the page's address: restores it now and when a person goes back or forward, and adds
 * an entry to the history for each view that they stay at. Returns the function that stops it.
 */
export function bindAddress(store: Workbench, page: Window): () => void {
  let timer = 0;
  const restore = () => {
    const { run } = store.getState();
    if (run) store.setState(stateAt(page.location.hash.slice(1), run));
  };
  const write = () => {
    const state = store.getState();
    const address = shownAddress(state);
    const present = state.run && addressOf(viewOf(page.location.hash.slice(1), state.run));
    if (address !== present) page.history.pushState(null, '', `#${address}`);
  };
  restore();
  const unsubscribe = store.subscribe((state, before) => {
    if (shownAddress(state) === shownAddress(before)) return;
    page.clearTimeout(timer);
    timer = page.setTimeout(write, SETTLED_MS);
  });
  // Going back or forward, and a change of the fragment by hand.
  page.addEventListener('popstate', restore);
  return () => {
    unsubscribe();
    page.clearTimeout(timer);
    page.removeEventListener('popstate', restore);
  };
}

/** The fragment of the address of what is shown now. */
export function shownAddress(state: WorkbenchState): string {
  return addressOf({ ...state, pinned: state.selection.pinned });
}

/** What an address says of how a run is shown. */
export function stateAt(address: string, run: Run) {
  const { pinned, ...view } = viewOf(address, run);
  return { ...view, reviewing: false, selection: { hovered: null, pinned } };
}

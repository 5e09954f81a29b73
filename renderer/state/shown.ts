import { shownAddress } from './address.ts';
import type { Workbench, WorkbenchState } from './store.ts';

/** What is shown is remembered once it has stayed for so long. */
const SETTLED_MS = 400;

/** The run that is shown, and how; see addressOf(). */
interface Shown {
  readonly runId: string | null;
  readonly address: string | null;
}

/** Remembers what the window shows, for its next opening. Returns the function that stops it. */
export function rememberShown(store: Workbench): () => void {
  const remember = () => {
    const shown = shownIn(store.getState());
    const { settings, rememberLayout } = store.getState();
    // What opens next without a run is as it was with the last one.
    if (shown.runId !== null && !isSame(shown, readShown(settings.layout.shown)))
      rememberLayout('shown', shown);
  };
  // What was opened before this began is remembered, too.
  let timer = setTimeout(remember, SETTLED_MS);
  const stop = store.subscribe((state, before) => {
    if (isSame(shownIn(state), shownIn(before))) return;
    clearTimeout(timer);
    timer = setTimeout(remember, SETTLED_MS);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** What was shown last; nulls where that cannot be read. */
export function readShown(remembered: unknown): Shown {
  const { runId, address } = (remembered ?? {}) as { runId?: unknown; address?: unknown };
  return {
    runId: typeof runId === 'string' ? runId : null,
    address: typeof address === 'string' ? address : null,
  };
}

function shownIn(state: WorkbenchState) {
  return { runId: state.run?.id ?? null, address: shownAddress(state) };
}

function isSame(one: Shown, other: Shown): boolean {
  return one.runId === other.runId && one.address === other.address;
}

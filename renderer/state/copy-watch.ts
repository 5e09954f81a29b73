import type { CopyCheck, TextDiagnostic } from '../../electron/ipc/edit/edit-schema.ts';
import type { Failure } from '../../electron/ipc/types.ts';
import { type Changes, editOf, hasErrors } from '../model/copy.ts';
import { isMeasuring } from './noise-slice.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** What is known of a copy as it is now, or was before the last keys. */
export interface CopyWatch {
  /** What is being done about it; `paused`: nothing while something is measured. */
  readonly activity: 'idle' | 'compiling' | 'checking' | 'paused';
  /** Null until it was compiled. */
  readonly diagnostics: readonly TextDiagnostic[] | null;
  /** Null until it was checked, and when it was edited since. */
  readonly check: CopyCheck | null;
  /** Why it could not be compiled or checked. */
  readonly failure: Failure | null;
}

export const UNKNOWN: CopyWatch = { activity: 'idle', diagnostics: null, check: null, failure: null };

/** How often it is looked whether what is measured has ended; of most things an event tells. */
const PAUSE_MS = 1000;
/** How long typing has to pause before a copy is compiled, and checked after that. */
const COMPILE_MS = 350;
const CHECK_MS = 1000;

/** Compiles and checks the copy that is edited, whenever typing pauses. One request at a time; old answers are dropped. */
export function watchCopy(source: Source, get: () => WorkbenchState, tell: (known: CopyWatch) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let known = UNKNOWN;
  const learn = (news: Partial<CopyWatch>) => {
    known = { ...known, ...news };
    tell(known);
  };
  const soon = (ms: number, action: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(action, ms);
  };

  const pause = () => {
    if (known.activity !== 'paused') learn({ activity: 'paused' });
    soon(PAUSE_MS, compile);
  };

  /** Asks about the copy as it is now. An answer about an older one is dropped, and asked again. */
  const ask = async <T>(channel: 'edit.compile' | 'edit.check', then: (answer: T) => void) => {
    const { editing } = get();
    if (!editing || editing.cell.needsConsent || isAsking) return;
    if (isMeasuring(get())) return pause();
    const { cell, changes } = editing;
    const { runId, cellId } = cell;
    const isCurrent = () => {
      const now = get().editing;
      return now?.cell === cell && isSame(now.changes, changes);
    };
    isAsking = true;
    learn({ activity: channel === 'edit.compile' ? 'compiling' : 'checking', failure: null });
    try {
      const answer = await request(source, channel, { runId, cellId, edit: editOf(cell, changes) });
      isAsking = false;
      if (isCurrent()) then(answer as T);
    } catch (error) {
      isAsking = false;
      const failure = failureOf(error);
      if (failure.code === 'PAUSED') pause();
      else if (isCurrent()) learn({ activity: 'idle', failure });
    }
    if (get().editing && !isCurrent() && known.activity !== 'paused') soon(0, compile);
  };
  const check = () => ask<CopyCheck>('edit.check', (found) => learn({ activity: 'idle', check: found }));
  const compile = () =>
    ask<TextDiagnostic[]>('edit.compile', (diagnostics) => {
      learn({ activity: 'idle', diagnostics });
      if (!hasErrors(diagnostics)) soon(CHECK_MS, check);
    });

  return {
    /** The copy was changed, or opened. */
    changed: () => {
      const { editing } = get();
      if (!editing || editing.cell.needsConsent) return;
      learn({ check: null, ...(known.activity !== 'paused' && { activity: 'compiling' }) });
      soon(COMPILE_MS, compile);
    },
    check: async () => {
      clearTimeout(timer);
      await check();
    },
    pause,
    /** Nothing is measured any more. */
    resume: () => {
      if (known.activity !== 'paused') return;
      learn({ activity: 'idle' });
      soon(0, compile);
    },
    stop: () => {
      clearTimeout(timer);
      known = UNKNOWN;
    },
  };
}

function isSame(one: Changes, other: Changes): boolean {
  return one.texts === other.texts && one.launches === other.launches;
}

import { useEffect } from 'react';
import { type PresentAction, presentAction } from '../../model/present-keys.ts';
import { useWorkbenchStore, type WorkbenchState } from '../../state/store.ts';

const ACTIONS: Readonly<Record<PresentAction, (state: WorkbenchState) => void>> = {
  next: (state) => state.stepBy(1),
  previous: (state) => state.stepBy(-1),
  first: (state) => state.goTo(0),
  last: (state) => state.goTo(Number.POSITIVE_INFINITY),
  blank: (state) => state.toggleBlank(),
  notes: (state) => state.openNotes(),
  live: (state) => void state.measureLive(),
  end: (state) => state.endPresentation(),
};

/** Runs the actions of keys while a story is presented. */
export function usePresentKeys(): void {
  const store = useWorkbenchStore();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      const action = presentAction(event.key);
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      ACTIONS[action](store.getState());
    };
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, [store]);
}

import { useEffect } from 'react';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';

/** Keeps the store's idea of the window's size, by which panes yield, up to date. */
export function useWindowSize(): void {
  const setWindowSize = useWorkbench((state) => state.setWindowSize);
  useEffect(() => {
    const update = () => setWindowSize({ width: window.innerWidth, height: window.innerHeight });
    update();
    window.addEventListener('resize', update);
    return () => window.removeEventListener('resize', update);
  }, [setWindowSize]);
}

/** A pane that lies over the others goes with a click beside it. */
export function useDismissSummoned(): void {
  const store = useWorkbenchStore();
  useEffect(() => {
    const onPointerDown = ({ target }: PointerEvent) => {
      const { summoned, dismissSummoned } = store.getState();
      if (summoned === null || !(target instanceof Element)) return;
      if (!target.closest('.pane[data-showing="over"], .toolbar, dialog')) dismissSummoned();
    };
    window.addEventListener('pointerdown', onPointerDown);
    return () => window.removeEventListener('pointerdown', onPointerDown);
  }, [store]);
}

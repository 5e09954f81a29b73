import { useLayoutEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Range } from '../model/zoom.ts';
import { useWorkbench, useWorkbenchStore } from '../state/store.ts';

/** A zoom that has not changed for so long has come to rest, in milliseconds. */
export const REST_MS = 120;

/** The zoom that a chart shows, and what moves it. */
export interface MovingZoom {
  /** The visible part of the horizontal axis; null for all of it. */
  readonly zoom: Range | null;
  readonly isMoving: boolean;
  move(zoom: Range | null): void;
}

/**
 * The zoom of the window, and where it is while it moves, which is kept in the chart until it comes to rest: what
 * follows the window's state takes longer than a frame.
 */
export function useMovingZoom(runId: string): MovingZoom {
  const store = useWorkbenchStore();
  const resting = useWorkbench((state) => state.zoom);
  const [{ moved, move, end }] = useState(() => createMovement((zoom) => store.getState().setZoom(zoom)));
  const zoom = useStore(moved, (state) => state.zoom);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another zoom of the window, or another run, ends a movement
  useLayoutEffect(() => end, [end, resting, runId]);
  return zoom === undefined ? { zoom: resting, isMoving: false, move } : { zoom, isMoving: true, move };
}

function createMovement(rest: (zoom: Range | null) => void) {
  const moved = createStore<{ zoom: Range | null | undefined }>(() => ({ zoom: undefined }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearTimeout(timer);
    moved.setState({ zoom: undefined });
  };
  const move = (zoom: Range | null) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      rest(zoom);
      end();
    }, REST_MS);
    moved.setState({ zoom });
  };
  return { moved, move, end };
}

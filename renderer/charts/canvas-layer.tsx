import { memo, useLayoutEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Size } from '../model/plot-scale.ts';
import { useWorkbench } from '../state/store.ts';

/** Draws on a canvas, in pixels of its frame. @param colorOf the colour that a CSS colour has there now */
export type Draw = (context: CanvasRenderingContext2D, colorOf: (css: string) => string) => void;

interface CanvasLayerProps {
  /** Of the frame, in pixels. */
  size: Size;
  /** The canvas is redrawn when this function changes. */
  draw: Draw;
  testId: string;
  /** Marks a selection that stays. */
  isPinned?: boolean;
}

/** A canvas over a whole chart, for what moves with the pointer or has too many points for elements of their own. */
export const CanvasLayer = memo(function CanvasLayer({ size, draw, testId, isPinned }: CanvasLayerProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const screen = useScreen();
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are others on another screen
  const colors = useMemo(() => new Map<string, string>(), [screen]);
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    // Setting the size clears a canvas and reallocates its pixels, even if it stays the same.
    if (element.width !== width) element.width = width;
    if (element.height !== height) element.height = height;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    const colorOf = (css: string) => {
      const known = colors.get(css) ?? resolved(element, css);
      colors.set(css, known);
      return known;
    };
    context.save();
    draw(context, colorOf);
    context.restore();
  }, [size, draw, colors]);
  return (
    <canvas
      ref={canvas}
      className="chart-canvas"
      data-testid={testId}
      data-pinned={isPinned ? '' : undefined}
    />
  );
});

/** A colour as a canvas reads it: without variables, of the theme that is shown. */
function resolved(element: HTMLElement, css: string): string {
  element.style.color = css;
  return getComputedStyle(element).color;
}

const QUERIES = ['(prefers-color-scheme: dark)', '(forced-colors: active)'] as const;

/** Another text when colours, or the pixels of the screen, are others. */
function useScreen(): string {
  const theme = useWorkbench((state) => state.settings.theme);
  return `${theme} ${useSyncExternalStore(watchScreen, screenText)}`;
}

function screenText(): string {
  return [window.devicePixelRatio, ...QUERIES.map((query) => matchMedia(query).matches)].join();
}

function watchScreen(tell: () => void): () => void {
  const queries = QUERIES.map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', tell);
  // A page is resized when it gets to a screen with other pixels.
  window.addEventListener('resize', tell);
  return () => {
    for (const query of queries) query.removeEventListener('change', tell);
    window.removeEventListener('resize', tell);
  };
}

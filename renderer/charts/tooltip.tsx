import type { ReactNode } from 'react';
import type { Box } from '../model/plot-scale.ts';

interface TooltipProps {
  /** The marked point, in pixels of the frame. */
  x: number;
  y: number;
  /** The plot, in whose middle the tooltip changes sides. */
  box: Box;
  testId: string;
  children: ReactNode;
}

/** What is known of a point, beside it. Hidden from screen readers, which have the table. */
export function Tooltip({ x, y, box, testId, children }: TooltipProps) {
  return (
    <div
      className="tooltip"
      data-testid={testId}
      data-flip={x > box.x + box.width / 2 || undefined}
      data-up={y > box.y + box.height / 2 || undefined}
      // Moved without being laid out again.
      style={{ translate: `${Math.round(x)}px ${Math.round(y)}px` }}
      aria-hidden="true"
    >
      {children}
    </div>
  );
}

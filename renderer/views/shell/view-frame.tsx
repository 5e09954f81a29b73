import type { ReactNode } from 'react';
import { PaneTools } from './pane.tsx';
import { ViewSwitch } from './view-switch.tsx';

interface ViewFrameProps {
  title: string;
  /** What it is of, and how it was measured. */
  note?: string;
  controls?: ReactNode;
  children: ReactNode;
}

/** A view in the chart's place: the switch between views, its title and its controls in one row, above it. */
export function ViewFrame({ title, note, controls, children }: ViewFrameProps) {
  return (
    <section className="view-frame" aria-label="Chart" data-testid="chart" data-pane="chart" tabIndex={-1}>
      <header className="pane-header">
        <ViewSwitch />
        <h2>{title}</h2>
        <span className="quiet" data-testid="clock">
          {note}
        </span>
        <span className="spacer" />
        {controls && <div className="chart-controls">{controls}</div>}
        <PaneTools pane="chart" />
      </header>
      {children}
    </section>
  );
}

import { type ReactNode, useMemo, useState } from 'react';
import type { ReviewCell } from '../../../electron/ipc/review/review.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { onSide, problemKey, type Side } from '../../../kernels/index.ts';
import { laneHeight } from '../../charts/chart-marks.tsx';
import { boxOf, PlotDrawing } from '../../charts/plot-drawing.tsx';
import { useSize } from '../../charts/use-size.ts';
import { plotScales } from '../../model/plot-scale.ts';
import { bothSides, type ComparedPlots, comparedPlots } from '../../model/review.ts';
import type { DrawnPlot } from '../../model/series.ts';
import type { OpenReview, ReviewLayout } from '../../state/review-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { Swatch } from '../../widgets/marker.tsx';
import { PixelDifference } from './pixel-difference.tsx';
import { useFlicker } from './use-flicker.ts';

interface CompareChartProps {
  opened: OpenReview;
  candidate: Run;
  cell: ReviewCell;
  layout: ReviewLayout;
}

/** The contender of a cell in both runs, on the same axes, laid over or beside each other. */
export function CompareChart({ opened, candidate, cell, layout }: CompareChartProps) {
  const metric = useWorkbench((state) => state.metric);
  const xScale = useWorkbench((state) => state.xScale);
  const { contender } = cell;
  const problem = problemKey(cell.problem);
  const both = useMemo(
    () => bothSides(opened.baseline, candidate, contender),
    [opened.baseline, candidate, contender],
  );
  const plots = useMemo(
    () => comparedPlots(both, { metric, xScale, zoom: null, problem }),
    [both, metric, xScale, problem],
  );
  if (!plots) return <p className="empty">Neither run has figures of this contender.</p>;
  return (
    <div className="compare" data-layout={layout}>
      <p className="compare-legend">
        <span className="quiet">{plots.view.title}</span>
        <span className="truncate">{plots.both.facet}</span>
        <span className="spacer" />
        <Swatch contender={onSide(contender, 'baseline')} />
        <span className="truncate">{opened.review.baseline.name}</span>
        <Swatch contender={onSide(contender, 'candidate')} />
        <span className="truncate">{opened.review.candidate.name}</span>
      </p>
      <Layout plots={plots} layout={layout} problem={problem} />
    </div>
  );
}

interface LayoutProps {
  plots: ComparedPlots;
  layout: ReviewLayout;
  /** The key of the problem that is marked. */
  problem: string;
}

function Layout({ plots, layout, problem }: LayoutProps) {
  const [wipe, setWipe] = useState(50);
  const shown = useFlicker(layout === 'flicker');
  const { title, xScale } = plots.view;
  const layer = (side: Side, props: { clip?: string; isHidden?: boolean } = {}) => (
    <Layer plots={plots} plot={plots[side]} problem={problem} label={side} {...props} />
  );
  if (layout === 'overlay')
    return (
      <Frame>
        <Layer plots={plots} plot={plots.both} problem={problem} />
      </Frame>
    );
  if (layout === 'beside')
    return (
      <div className="compare-beside">
        <Frame title="Baseline">{layer('baseline')}</Frame>
        <Frame title="Candidate">{layer('candidate')}</Frame>
      </div>
    );
  if (layout === 'wipe')
    return (
      <Frame>
        {layer('baseline', { clip: `inset(0 ${100 - wipe}% 0 0)` })}
        {layer('candidate', { clip: `inset(0 0 0 ${wipe}%)` })}
        <span className="compare-seam" style={{ left: `${wipe}%` }} />
        <input
          type="range"
          className="compare-wipe"
          aria-label="Where the baseline ends and the candidate begins"
          min={0}
          max={100}
          value={wipe}
          onChange={(event) => setWipe(Number(event.target.value))}
        />
      </Frame>
    );
  if (layout === 'flicker')
    return (
      <Frame title={shown === 'baseline' ? 'Baseline' : 'Candidate'}>
        {layer('baseline', { isHidden: shown !== 'baseline' })}
        {layer('candidate', { isHidden: shown !== 'candidate' })}
      </Frame>
    );
  return (
    <Frame>
      {layer('baseline', { isHidden: true })}
      {layer('candidate', { isHidden: true })}
      <PixelDifference key={`${plots.both.series[0]?.contender} ${plots.both.facet} ${title} ${xScale}`} />
    </Frame>
  );
}

function Frame({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <figure className="compare-frame">
      {title && <figcaption className="quiet">{title}</figcaption>}
      {children}
    </figure>
  );
}

interface LayerProps {
  plots: ComparedPlots;
  plot: DrawnPlot;
  problem: string;
  label?: Side;
  /** A CSS clip-path. */
  clip?: string;
  isHidden?: boolean;
}

/** Right of a plot, in pixels. */
const MARGIN_RIGHT = 24;

/** One drawing; all of a review have the axes of both runs. */
function Layer({ plots: { view, both }, plot, problem, label, clip, isHidden }: LayerProps) {
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const size = useSize(frame);
  const box = useMemo(() => boxOf(size, MARGIN_RIGHT), [size]);
  const lanes = laneHeight(both.series);
  const scales = useMemo(() => plotScales(both, view.xScale, box, lanes), [both, view, box, lanes]);
  const at = plot.series
    .flatMap(({ points, marks }) => [...points, ...marks])
    .find((one) => one.problem === problem);
  return (
    <div
      className="compare-layer"
      ref={setFrame}
      data-side={label}
      aria-hidden="true"
      style={{ clipPath: clip, visibility: isHidden ? 'hidden' : undefined }}
    >
      {at && (
        <span className="compare-cursor" style={{ left: scales.x(at.x), top: box.y, height: box.height }} />
      )}
      <PlotDrawing view={view} plot={plot} size={size} box={box} scales={scales} lanes={lanes} />
    </div>
  );
}

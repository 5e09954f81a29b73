import { PlotFrame } from '../../charts/plot-frame.tsx';
import { EcdfShapes, OrderShapes, roundAxis, SHARE_AXIS, StripShapes } from '../../charts/sample-shapes.tsx';
import type { FrameAxis } from '../../model/frame-axis.ts';
import type { SampleSet } from '../../model/sample-sets.ts';

interface PlotProps {
  sets: readonly SampleSet[];
  /** Of the times of all sets. */
  times: FrameAxis;
}

/** Every sample by its time. */
export function StripPlot({ sets, times }: PlotProps) {
  return (
    <PlotFrame label={`Times of ${sets.map(({ label }) => label).join(' and ')}`} x={times}>
      {(place) => <StripShapes sets={sets} place={place} />}
    </PlotFrame>
  );
}

/** The share of samples that took at most as long. */
export function EcdfPlot({ sets, times }: PlotProps) {
  return (
    <PlotFrame label="The share of samples that took at most as long" x={times} y={SHARE_AXIS}>
      {(place) => <EcdfShapes sets={sets} place={place} />}
    </PlotFrame>
  );
}

/** Samples by round. */
export function OrderPlot({ sets, times }: PlotProps) {
  return (
    <PlotFrame label="Samples in the order they were taken, by epoch" x={roundAxis(sets)} y={times}>
      {(place) => <OrderShapes sets={sets} place={place} />}
    </PlotFrame>
  );
}

import { cellId } from '../../../electron/ipc/cell.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { EcdfShapes, OrderShapes, roundAxis, SHARE_AXIS, StripShapes } from '../../charts/sample-shapes.tsx';
import { cellsById } from '../../model/cell-index.ts';
import type { Box } from '../../model/plot-scale.ts';
import { problemLabel } from '../../model/problem-size.ts';
import { sampleSetOf, timeAxis } from '../../model/sample-sets.ts';
import { belowCaption, Caption, Nothing } from './caption.tsx';
import { ContenderRow } from './contender-row.tsx';
import { FrameAxes } from './frame-axes.tsx';
import type { SlideBodyProps } from './slide-picture.tsx';

const ROW = 24;
const GAP = 30;

/** Every sample of a cell, beside those of another: times, their distribution, and their order. */
export function SamplesSlide({ content: { run, cells }, box }: SlideBodyProps) {
  const found = cells.map(
    ({ problem, contender }) => cellsById(run.cells).get(cellId(problem, contender)) ?? null,
  );
  const sets = found.map(sampleSetOf).filter((set) => set !== null);
  const [cell] = found;
  const title = cell ? `Samples of ${contenderLabel(cell.contender)}` : 'Samples';
  const area = belowCaption(box);
  if (!cell || sets.length === 0) return <Nothing box={area} text="Reading the samples…" />;
  const times = timeAxis(sets, 4);
  const rest = { ...area, y: area.y + ROW, height: area.height - ROW };
  const half = (rest.width - GAP) / 2;
  const strip: Box = { ...rest, height: rest.height * 0.45 };
  const below = {
    ...rest,
    y: strip.y + strip.height + GAP,
    height: rest.height - strip.height - GAP,
    width: half,
  };
  const order = { ...below, x: below.x + half + GAP };
  return (
    <>
      <Caption box={box} title={title} note={problemLabel(cell.problem)} />
      <ContenderRow box={area} contenders={sets.map(({ contender }) => contender)} />
      {(
        [
          [strip, 'Every time, with quartiles, median and 95% interval'],
          [below, 'Share of samples that took at most as long'],
          [order, 'By round, with the median of each epoch'],
        ] as const
      ).map(([{ x, y }, text]) => (
        <text key={text} x={x} y={y} fontSize={11} fill="var(--text-3)">
          {text}
        </text>
      ))}
      <FrameAxes box={strip} x={times}>
        {(place) => <StripShapes sets={sets} place={place} />}
      </FrameAxes>
      <FrameAxes box={below} x={times} y={SHARE_AXIS}>
        {(place) => <EcdfShapes sets={sets} place={place} />}
      </FrameAxes>
      <FrameAxes box={order} x={roundAxis(sets)} y={times}>
        {(place) => <OrderShapes sets={sets} place={place} />}
      </FrameAxes>
    </>
  );
}

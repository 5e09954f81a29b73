import { cellId } from '../../../electron/ipc/cell.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { cellsById } from '../../model/cell-index.ts';
import { problemLabel } from '../../model/problem-size.ts';
import { timelineAxes, timelineText } from '../../model/timeline.ts';
import { TimelineDrawing } from '../../views/history/timeline-plot.tsx';
import { belowCaption, Caption, Nothing } from './caption.tsx';
import { FrameAxes } from './frame-axes.tsx';
import type { SlideBodyProps } from './slide-picture.tsx';

/** A cell over the runs of its suite. */
export function HistorySlide({ content: { run, cells, timeline }, box }: SlideBodyProps) {
  const [ref] = cells;
  const cell = ref && cellsById(run.cells).get(cellId(ref.problem, ref.contender));
  const area = belowCaption(box);
  if (!cell || !timeline) return <Nothing box={area} text="No history of this cell here" />;
  const { x, y } = timelineAxes(timeline);
  return (
    <>
      <Caption
        box={box}
        title={`History of ${contenderLabel(cell.contender)}`}
        note={`${problemLabel(cell.problem)}: ${timelineText(timeline)}`}
      />
      <FrameAxes box={area} x={x} y={y}>
        {(place) => (
          <TimelineDrawing timeline={timeline} contender={cell.contender} shownId={run.id} place={place} />
        )}
      </FrameAxes>
    </>
  );
}

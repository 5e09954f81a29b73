import { roofline } from '../../model/roofline.ts';
import { RooflineDrawing } from '../../views/roofline/roofline-drawing.tsx';
import { belowCaption, Caption, HollowNote } from './caption.tsx';
import { ContenderRow } from './contender-row.tsx';
import { FrameAxes } from './frame-axes.tsx';
import type { SlideBodyProps } from './slide-picture.tsx';

const ROW = 28;
const AXIS_TITLE = 20;

/** Rates against intensity, under the roofs of the device. */
export function RooflineSlide({ content: { run }, view: { filter, hidden }, box, unbuilt }: SlideBodyProps) {
  const picture = roofline(run, { filter, hidden: [...hidden, ...unbuilt] });
  const area = belowCaption(box);
  const plot = { ...area, y: area.y + ROW, height: area.height - ROW - AXIS_TITLE };
  const shown = run.request.contenders.filter((name) => !hidden.includes(name) && !unbuilt.includes(name));
  return (
    <>
      <Caption box={box} title="GFLOPS against FLOP per byte" note={picture.notes.join(', ')} />
      <ContenderRow box={area} contenders={shown} />
      <FrameAxes box={plot} x={picture.x} y={picture.y}>
        {(place) => <RooflineDrawing picture={picture} place={place} />}
      </FrameAxes>
      <text x={box.x + box.width / 2} y={box.y + box.height - 4} textAnchor="middle" fontSize={12}>
        Intensity: FLOP for each byte that the problem has to move
      </text>
      {picture.dots.some(({ doubtful }) => doubtful) && <HollowNote box={box} />}
    </>
  );
}

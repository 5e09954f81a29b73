import { styleOf } from '../model/contender-style.ts';
import type { PlotScales } from '../model/plot-scale.ts';
import type { Mark, Series } from '../model/series.ts';
import { GlyphShape } from '../widgets/status-glyph.tsx';

/** Height of a lane of marks, in pixels. Each contender with marks has its own lane, so that none hides another. */
const LANE_PX = 18;

/** The height of all lanes, between the foot of the vertical axis and the size axis, in pixels. */
export function laneHeight(series: readonly Series[]): number {
  const lanes = series.filter(({ marks }) => marks.length > 0).length;
  return lanes === 0 ? 0 : lanes * LANE_PX + LANE_PX / 2;
}

/** The middle of a contender's lane, in pixels from the top; `baseline` is where the size axis is. */
export function laneMiddle(series: readonly Series[], contender: string, baseline: number): number {
  const lanes = series.filter(({ marks }) => marks.length > 0);
  const below = lanes.length - 1 - lanes.findIndex((lane) => lane.contender === contender);
  return baseline - LANE_PX * (below + 0.5) - 1;
}

interface MarkShapesProps {
  series: readonly Series[];
  scales: PlotScales;
  /** Where the size axis is, in pixels from the top. */
  baseline: number;
}

/** The cells without figures: failed, wrong, unsupported or rejected. */
export function MarkShapes({ series, scales, baseline }: MarkShapesProps) {
  return (
    <g data-testid="chart-marks">
      {series.map(({ contender, marks }) =>
        apart(marks, scales).map(({ problem, x, status }) => {
          const cx = scales.x(x);
          const cy = laneMiddle(series, contender, baseline);
          return (
            <g key={`${problem}|${x}`} data-status={status}>
              <rect
                x={cx - 7.5}
                y={cy - 7.5}
                width={15}
                height={15}
                rx={4}
                fill="var(--surface)"
                stroke={styleOf(contender).color}
              />
              <GlyphShape status={status} x={cx} y={cy} />
            </g>
          );
        }),
      )}
    </g>
  );
}

/** Closer marks of one kind would be a smear of a thousand elements. */
const APART_PX = 6;

function apart(marks: readonly Mark[], { x }: PlotScales): Mark[] {
  let last = { px: Number.NEGATIVE_INFINITY, status: '' };
  return marks.filter((mark) => {
    const px = x(mark.x);
    if (mark.status === last.status && px - last.px < APART_PX) return false;
    last = { px, status: mark.status };
    return true;
  });
}

import { usePlotArea, useXAxisScale } from 'recharts';
import { styleOf } from '../model/contender-style.ts';
import type { Scale } from '../model/plot-paths.ts';
import type { Series } from '../model/series.ts';
import { GlyphShape } from '../widgets/status-glyph.tsx';

/** Height of a lane of marks, in pixels. Each contender with marks has its own lane, so that none hides another. */
const LANE_PX = 18;

/** The height of all lanes, between zero and the size axis, in pixels. */
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
  x: Scale;
  /** Where the size axis is, in pixels from the top. */
  baseline: number;
}

/** The marks of a chart of Recharts. */
export function ChartMarks({ series }: Pick<MarkShapesProps, 'series'>) {
  const x = useXAxisScale();
  const area = usePlotArea();
  return x && area ? <MarkShapes series={series} x={x} baseline={area.y + area.height} /> : null;
}

/** The cells without figures: failed, wrong, unsupported or rejected. */
export function MarkShapes({ series, x: xScale, baseline }: MarkShapesProps) {
  return (
    <g data-testid="chart-marks">
      {series.map(({ contender, marks }) =>
        marks.map(({ problem, x, status }) => {
          const cx = xScale(x);
          if (cx === undefined) return null;
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

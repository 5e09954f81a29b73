import type { Box, PlotScales } from '../model/plot-scale.ts';
import type { DrawnPlot, Metric } from '../model/series.ts';

interface RoofShapeProps {
  plot: Pick<DrawnPlot, 'roof' | 'matrixRoof' | 'yAxis'>;
  metric: Metric;
  /** "Roof 142 GFLOPS", or those of the vector units and of the matrix units. */
  labels: readonly string[];
  scales: PlotScales;
  box: Box;
}

/** Between the labels of roofs that are both above the picture, in pixels. */
const LABEL_ROW = 14;

/** Roofs as labelled lines, or where they are if that is above the picture; of ratios, the line of the reference. */
export function RoofShape({ plot, labels, ...rest }: RoofShapeProps) {
  return [plot.roof, plot.matrixRoof].map((roof, index) => (
    <RoofLine
      key={labels[index] ?? ''}
      {...rest}
      {...{ roof, index }}
      yAxis={plot.yAxis}
      label={labels[index] ?? ''}
    />
  ));
}

interface RoofLineProps
  extends Pick<RoofShapeProps, 'metric' | 'scales' | 'box'>,
    Pick<DrawnPlot, 'roof' | 'yAxis'> {
  label: string;
  /** Among the roofs. */
  index: number;
}

function RoofLine({ roof, yAxis, metric, label, index, scales, box }: RoofLineProps) {
  if (roof === null) return null;
  const isInside = roof <= yAxis.domain[1];
  const y = isInside ? scales.y(roof) : box.y;
  const isRatio = metric === 'ratio';
  const end = scales.y(yAxis.domain[0]);
  return (
    <g data-testid="roof-line" data-inside={isInside || undefined}>
      {isRatio && (
        <>
          <rect {...box} height={y - box.y} fill="var(--good)" fillOpacity={0.05} />
          <rect {...box} y={y} height={end - y} fill="var(--bad)" fillOpacity={0.05} />
        </>
      )}
      {isInside && (
        <path
          d={`M${box.x} ${y}h${box.width}`}
          stroke="var(--text-2)"
          strokeDasharray={isRatio ? undefined : '6 4'}
        />
      )}
      <text
        className="roof-label"
        x={box.x + 6}
        y={isInside ? y - 6 : y + 10 + index * LABEL_ROW}
        fontSize={11}
        fill="var(--text-2)"
      >
        {isInside ? label : `${label} ↑`}
      </text>
    </g>
  );
}

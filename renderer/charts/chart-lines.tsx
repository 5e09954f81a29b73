import { useMemo } from 'react';
import { useXAxisScale, useYAxisScale } from 'recharts';
import { styleOf } from '../model/contender-style.ts';
import { plotPaths, type Scale } from '../model/plot-paths.ts';
import { plotRows, type Series } from '../model/series.ts';
import { MarkerShape } from '../widgets/marker.tsx';

/** Lines with more points are drawn without markers, which would merge into a band. */
const MAX_MARKERS = 120;

/** What is drawn into a plot, with its scales. */
interface LineShapesProps {
  series: readonly Series[];
  x: Scale;
  y: Scale;
}

/** The lines of a chart of Recharts. */
export function ChartLines({ series }: Pick<LineShapesProps, 'series'>) {
  const x = useXAxisScale();
  const y = useYAxisScale();
  return x && y ? <LineShapes series={series} x={x} y={y} /> : null;
}

/** The lines with their bands, a path each: Recharts' own take seconds for a thousand sizes. */
export function LineShapes({ series, x, y }: LineShapesProps) {
  const rows = useMemo(() => plotRows(series), [series]);
  const lines = useMemo(
    () => series.map(({ contender }) => ({ contender, ...plotPaths(rows, contender, x, y) })),
    [series, rows, x, y],
  );
  return (
    <g data-testid="chart-lines">
      {lines.map(({ contender, band }) => (
        <path key={contender} d={band} fill={styleOf(contender).color} fillOpacity={0.16} />
      ))}
      {lines.map(({ contender, line, markers }) => (
        <g key={contender} data-contender={contender}>
          <path
            d={line}
            fill="none"
            stroke={styleOf(contender).color}
            strokeDasharray={styleOf(contender).dash}
            strokeWidth={1.75}
          />
          {markers.map(
            ({ px, py, hollow, alone }) =>
              (alone || markers.length <= MAX_MARKERS) && (
                <MarkerShape key={`${px},${py}`} contender={contender} x={px} y={py} hollow={hollow} />
              ),
          )}
        </g>
      ))}
    </g>
  );
}

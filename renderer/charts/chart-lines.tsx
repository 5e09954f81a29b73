import { useMemo } from 'react';
import { useXAxisScale, useYAxisScale } from 'recharts';
import { styleOf } from '../model/contender-style.ts';
import { plotPaths } from '../model/plot-paths.ts';
import { plotRows, type Series } from '../model/series.ts';
import { MarkerShape } from '../widgets/marker.tsx';

/** Lines with more points are drawn without markers, which would merge into a band. */
const MAX_MARKERS = 120;

/** The lines with their bands, a path each: Recharts' own take seconds for a thousand sizes. */
export function ChartLines({ series }: { series: readonly Series[] }) {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const rows = useMemo(() => plotRows(series), [series]);
  const lines = useMemo(() => {
    if (!xScale || !yScale) return [];
    return series.map(({ contender }) => ({ contender, ...plotPaths(rows, contender, xScale, yScale) }));
  }, [series, rows, xScale, yScale]);
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

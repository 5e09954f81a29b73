import { memo } from 'react';
import { styleOf } from '../model/contender-style.ts';
import { plotPaths } from '../model/plot-paths.ts';
import type { PlotScales } from '../model/plot-scale.ts';
import type { Series } from '../model/series.ts';
import { MarkerShape } from '../widgets/marker.tsx';

export const BAND_OPACITY = 0.16;
export const LINE_PX = 1.75;

interface LineShapesProps {
  series: readonly Series[];
  scales: PlotScales;
}

/**
 * The lines with their bands, whiskers or envelopes, a path each: Recharts' own take seconds for a thousand sizes. They
 * reach beyond the plot where a part of it is shown, and have to be clipped.
 */
export const LineShapes = memo(function LineShapes({ series, scales }: LineShapesProps) {
  const lines = series.map((one) => ({ contender: one.contender, ...plotPaths(one, scales) }));
  return (
    <g data-testid="chart-lines">
      {lines.map(({ contender, band }) => (
        <path key={contender} d={band} fill={styleOf(contender).color} fillOpacity={BAND_OPACITY} />
      ))}
      {lines.map(({ contender, line, whiskers, markers }) => {
        const { color, dash } = styleOf(contender);
        return (
          <g key={contender} data-contender={contender}>
            {whiskers && <path d={whiskers} fill="none" stroke={color} strokeOpacity={0.6} />}
            <path d={line} fill="none" stroke={color} strokeDasharray={dash} strokeWidth={LINE_PX} />
            {markers.map(({ px, py, hollow }) => (
              <MarkerShape key={`${px},${py}`} contender={contender} x={px} y={py} hollow={hollow} />
            ))}
          </g>
        );
      })}
    </g>
  );
});

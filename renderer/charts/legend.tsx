import { labelOf } from '../model/contender-style.ts';
import { formatFigure, formatPercent } from '../model/format.ts';
import type { ChartModel, Metric } from '../model/series.ts';
import { useShownRef } from '../state/selectors.ts';
import { useWorkbench } from '../state/store.ts';
import { ContenderName } from '../widgets/contender-name.tsx';
import { Swatch } from '../widgets/marker.tsx';

interface LegendProps {
  contenders: readonly string[];
  model: ChartModel;
  metric: Metric;
}

/** Names the lines, reads out the selected size, and switches lines off and on. */
export function Legend({ contenders, model, metric }: LegendProps) {
  const { ref } = useShownRef();
  const hidden = useWorkbench((state) => state.hidden);
  const toggleHidden = useWorkbench((state) => state.toggleHidden);
  const readOut = (contender: string) => {
    const series = model.series.find((one) => one.contender === contender);
    const point = series?.points.find(({ problem }) => problem === ref?.problem);
    if (!point) return '–';
    return metric === 'utilization' ? formatPercent(point.value) : formatFigure(point.value);
  };
  return (
    <ul className="legend" aria-label="Contenders" data-testid="legend">
      {contenders.map((contender, index) => (
        <li key={contender}>
          <button
            type="button"
            className="legend-entry"
            aria-pressed={!hidden.includes(contender)}
            aria-current={ref?.contender === contender || undefined}
            title={`Show or hide ${labelOf(contender)} (${index + 1})`}
            onClick={() => toggleHidden(contender)}
          >
            <Swatch contender={contender} />
            <ContenderName contender={contender} />
            <span className="legend-value">{readOut(contender)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

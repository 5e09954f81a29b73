import { labelOf } from '../model/contender-style.ts';
import { formatFigure, formatPercent } from '../model/format.ts';
import type { ChartModel, Metric, Series } from '../model/series.ts';
import { useShownRef } from '../state/selectors.ts';
import { useWorkbench } from '../state/store.ts';
import { ContenderName } from '../widgets/contender-name.tsx';
import { Swatch } from '../widgets/marker.tsx';

interface LegendProps {
  model: ChartModel;
  metric: Metric;
  /** What a contender was timed by where contenders differ in it; else null. */
  clockOf(contender: string): string | null;
}

/** What points and marks have in common. */
type Place = Pick<Series['points'][number], 'problem' | 'contender' | 'x'>;

/** Names the lines, reads out the selected size, and switches lines off and on. */
export function Legend({ model, metric, clockOf }: LegendProps) {
  const { ref } = useShownRef();
  const hidden = useWorkbench((state) => state.hidden);
  const toggleHidden = useWorkbench((state) => state.toggleHidden);
  const isShown = (one: Place) => one.problem === ref?.problem && one.contender === ref.contender;
  const shown = model.series
    .flatMap(({ points, marks }): readonly Place[] => [...points, ...marks])
    .find(isShown);
  const readOut = ({ points }: Series) => {
    // The same column in every line, or where what is shown has none, the problem's first.
    const point = points.find(({ problem, x }) => problem === ref?.problem && x === (shown?.x ?? x));
    if (!point) return '–';
    return metric === 'utilization' ? formatPercent(point.value) : formatFigure(point.value);
  };
  return (
    <ul className="legend" aria-label="Contenders" data-testid="legend">
      {model.series.map((series, index) => {
        const { contender, points, marks } = series;
        return (
          <li key={contender}>
            <button
              type="button"
              className="legend-entry"
              aria-pressed={!hidden.includes(contender)}
              aria-current={[...points, ...marks].some(isShown) || undefined}
              title={`Show or hide ${labelOf(contender)} (${index + 1})`}
              onClick={() => toggleHidden(contender)}
            >
              <Swatch contender={contender} />
              <ContenderName contender={contender} note={clockOf(points[0]?.contender ?? contender)} />
              <span className="legend-value">{readOut(series)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

import { formatError, formatFigure, formatPercent } from '../../electron/ipc/figures.ts';
import { contenderLabel } from '../../kernels/index.ts';
import { TOGGLE_CONTENDER_IDS } from '../model/command-keys.ts';
import type { PublishedLine } from '../model/published.ts';
import type { ChartModel, Metric, Series } from '../model/series.ts';
import { useShownRef } from '../state/selectors.ts';
import { useWorkbench } from '../state/store.ts';
import { ContenderName } from '../widgets/contender-name.tsx';
import { withKeys } from '../widgets/key.tsx';
import { Swatch } from '../widgets/marker.tsx';
import { PublishedEntries } from './published-layer.tsx';

interface LegendProps {
  model: ChartModel;
  metric: Metric;
  /** See seriesNotes(). */
  noteOf(contender: string): string | null;
  published: readonly PublishedLine[];
}

const VALUE_TEXT: Readonly<Record<Metric, (value: number) => string>> = {
  utilization: formatPercent,
  rate: formatFigure,
  error: formatError,
};

/** Common to points and marks. */
type Place = Pick<Series['points'][number], 'problem' | 'contender' | 'x'>;

/** Names the lines, shows their values at the selected size, and shows or hides them. */
export function Legend({ model, metric, noteOf, published }: LegendProps) {
  const { ref } = useShownRef();
  const hidden = useWorkbench((state) => state.hidden);
  const toggleHidden = useWorkbench((state) => state.toggleHidden);
  const isShown = (one: Place) => one.problem === ref?.problem && one.contender === ref.contender;
  const shown = model.series
    .flatMap(({ points, marks }): readonly Place[] => [...points, ...marks])
    .find(isShown);
  const readOut = ({ points }: Series) => {
    // At the x of the selected cell in every line; if that cell is not drawn, the problem's first point.
    const point = points.find(({ problem, x }) => problem === ref?.problem && x === (shown?.x ?? x));
    if (!point) return '–';
    return VALUE_TEXT[metric](point.value);
  };
  return (
    <ul
      className="legend"
      aria-label={published.length > 0 ? 'Contenders and published figures' : 'Contenders'}
      data-testid="legend"
    >
      {model.series.map((series, index) => {
        const { contender, points, marks } = series;
        return (
          <li key={contender}>
            <button
              type="button"
              className="legend-entry"
              aria-pressed={!hidden.includes(contender)}
              aria-current={[...points, ...marks].some(isShown) || undefined}
              title={toggleTitle(contender, index)}
              onClick={() => toggleHidden(contender)}
            >
              <Swatch contender={contender} />
              <ContenderName contender={contender} note={noteOf(points[0]?.contender ?? contender)} />
              <span className="legend-value">{readOut(series)}</span>
            </button>
          </li>
        );
      })}
      <PublishedEntries lines={published} metric={metric} problem={ref?.problem} />
    </ul>
  );
}

function toggleTitle(contender: string, index: number): string {
  const id = TOGGLE_CONTENDER_IDS[index];
  const title = `Show or hide ${contenderLabel(contender)}`;
  return id ? withKeys(title, id) : title;
}

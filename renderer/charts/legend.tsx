import { type CSSProperties, memo } from 'react';
import { contenderLabel } from '../../kernels/index.ts';
import { placeInChart, pointAt } from '../model/chart-index.ts';
import { type ChartView, VALUE_TEXT } from '../model/chart-view.ts';
import { TOGGLE_CONTENDER_IDS } from '../model/command-keys.ts';
import { labelParts } from '../model/contender-style.ts';
import type { Series } from '../model/series.ts';
import { useShownRef } from '../state/selectors.ts';
import { useWorkbench } from '../state/store.ts';
import { ContenderName } from '../widgets/contender-name.tsx';
import { withKeys } from '../widgets/key.tsx';
import { Swatch } from '../widgets/marker.tsx';
import { PublishedEntries } from './published-layer.tsx';

interface LegendProps {
  view: ChartView;
  /** See seriesNotes(). */
  noteOf(contender: string): string | null;
  /** The middles of labels beside the ends of their lines, in pixels from the top; without, entries follow each other. */
  middles?: ReadonlyMap<string, number>;
}

/** Names the lines, shows their values at the selected size, and shows or hides them. */
export function Legend({ view, noteOf, middles }: LegendProps) {
  const { model, metric, published } = view;
  const { ref } = useShownRef();
  const hidden = useWorkbench((state) => state.hidden);
  const shown = placeInChart(model, ref);
  const plot = shown?.plot ?? model.plots[0];
  const readOut = (series: Series) => {
    const point = shown && pointAt(series, shown.item);
    return point ? VALUE_TEXT[metric](point.value) : '–';
  };
  const styleOf = (id: string): CSSProperties | undefined => {
    const middle = middles?.get(id);
    return middle === undefined ? undefined : { translate: `0 ${Math.round(middle)}px` };
  };
  return (
    <ul
      className="legend"
      data-ends={middles ? '' : undefined}
      aria-label={published.length > 0 ? 'Contenders and published figures' : 'Contenders'}
      data-testid="legend"
    >
      {plot?.series.map((series, index) => {
        const { contender } = series;
        return (
          <li key={contender} style={styleOf(contender)}>
            <LegendEntry
              line={contender}
              note={detailOf(series, noteOf)}
              value={readOut(series)}
              place={index}
              isHidden={hidden.includes(contender)}
              isCurrent={shown?.series.contender === contender}
              isAtEnd={middles !== undefined}
            />
          </li>
        );
      })}
      <PublishedEntries lines={published} metric={metric} problem={ref?.problem} styleOf={styleOf} />
    </ul>
  );
}

interface LegendEntryProps {
  /** The id of the line. */
  line: string;
  note: string | null;
  value: string;
  /** Among the lines. */
  place: number;
  isHidden: boolean;
  isCurrent: boolean;
  /** Beside the end of its line, which it follows as a zoom moves: only its place changes. */
  isAtEnd: boolean;
}

const LegendEntry = memo(function LegendEntry(entry: LegendEntryProps) {
  const { line, note, value, place, isHidden, isCurrent, isAtEnd } = entry;
  const toggleHidden = useWorkbench((state) => state.toggleHidden);
  const contender = line.split('|')[0] ?? line;
  return (
    <button
      type="button"
      className="legend-entry"
      aria-pressed={!isHidden}
      aria-current={isCurrent || undefined}
      title={toggleTitle(contender, place)}
      onClick={() => toggleHidden(line)}
    >
      <Swatch contender={line} width={isAtEnd ? 20 : undefined} />
      <ContenderName contender={contender} note={note} />
      <span className="legend-value">{value}</span>
    </button>
  );
});

/** What stands below the name of a line's contender. */
function detailOf({ contender, detail, points }: Series, noteOf: LegendProps['noteOf']): string | null {
  const note = noteOf(points[0]?.contender ?? contender);
  return [detail, note].filter(Boolean).join(' · ') || null;
}

/** How many lines of text the label of a line has. */
export function labelLines(series: Series, noteOf: LegendProps['noteOf']): number {
  const { parameters } = labelParts(series.contender.split('|')[0] ?? '');
  return 1 + Number(parameters !== '') + Number(detailOf(series, noteOf) !== null);
}

function toggleTitle(contender: string, index: number): string {
  const id = TOGGLE_CONTENDER_IDS[index];
  const title = `Show or hide ${contenderLabel(contender)}`;
  return id ? withKeys(title, id) : title;
}

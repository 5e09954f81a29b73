import { type CSSProperties, type KeyboardEvent, memo, useId, useMemo, useRef, useState } from 'react';
import { type HeatKind, type HeatScale, heatScale } from './heat-scale.ts';

/** A cell of a heat map. Cells without a value are empty, or hatched. */
export interface HeatCell {
  readonly x: string;
  readonly y: string;
  /** What it means is the map's kind. */
  readonly value: number | null;
  /** The best is ringed; what is unavailable is hatched. */
  readonly mark?: 'best' | 'refused';
  /** Its figure may be off: it has a hollow corner. */
  readonly isDoubtful?: boolean;
  /** All that is known of it, for the tooltip and screen readers. */
  readonly details: string;
}

interface HeatMapProps<C extends HeatCell> {
  label: string;
  xLabel: string;
  yLabel: string;
  xs: readonly string[];
  ys: readonly string[];
  cells: readonly C[];
  /** By default of ratios of times. */
  kind?: HeatKind;
  format(value: number): string;
  /** What hatching means: "refused". */
  hatchLabel: string;
  /** Without it, cells cannot be chosen. */
  onChoose?(cell: C): void;
  /** Told of the cell under the pointer or the focus, and of null when there is none. */
  onHover?(cell: C | null): void;
  /** The place of the cell that is selected elsewhere, too. */
  selected?: Pick<HeatCell, 'x' | 'y'> | null;
}

const ARROWS: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Ratios over two variables, coloured on both sides of 1. It is a table for those who cannot see it, and a grid for the
 * keyboard: one stop for Tab, then the arrows. https://www.w3.org/WAI/ARIA/apg/patterns/grid/
 */
export function HeatMap<C extends HeatCell>(props: HeatMapProps<C>) {
  const { label, xLabel, yLabel, xs, ys, cells, kind = 'less is better', format } = props;
  const { onChoose, onHover } = props;
  const [at, setAt] = useState<readonly [x: number, y: number]>([0, 0]);
  const [told, setTold] = useState<HeatCell | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const tipId = useId();
  const byPlace = useMemo(() => new Map(cells.map((cell) => [placeOf(cell), cell])), [cells]);
  const rows = useMemo(
    () => ys.map((y) => xs.map((x) => byPlace.get(placeOf({ x, y })) ?? nothingAt(x, y))),
    [xs, ys, byPlace],
  );
  const scale = useMemo(
    () =>
      heatScale(
        kind,
        cells.flatMap(({ value }) => value ?? []),
      ),
    [kind, cells],
  );
  // What was focused before may be outside of other variables.
  const focused = [Math.min(at[0], xs.length - 1), Math.min(at[1], ys.length - 1)] as const;
  const ownAt = (place: HeatCell | undefined) => place && byPlace.get(placeOf(place));
  /** The place that an event is in, with its column and row. */
  const placeIn = ({ target }: { target: EventTarget }) => {
    const cell = (target as Element).closest<HTMLTableCellElement>('.heat-cell');
    if (!cell) return null;
    const at = [cell.cellIndex - 1, (cell.parentElement as HTMLTableRowElement).sectionRowIndex] as const;
    const place = rows[at[1]]?.[at[0]];
    return place ? { place, at } : null;
  };
  const tell = (place: HeatCell | null) => {
    setTold(place);
    onHover?.((place && ownAt(place)) ?? null);
  };
  const choose = (event: { target: EventTarget }) => {
    const own = ownAt(placeIn(event)?.place);
    if (own) onChoose?.(own);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return choose(event);
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const x = Math.min(xs.length - 1, Math.max(0, focused[0] + step[0]));
    const y = Math.min(ys.length - 1, Math.max(0, focused[1] + step[1]));
    setAt([x, y]);
    (body.current?.rows[y]?.cells[x + 1] as HTMLElement | undefined)?.focus();
  };
  const selected = props.selected ? byPlace.get(placeOf(props.selected)) : undefined;
  return (
    <div className="heat-map">
      <div className="heat-scroll">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells the arrows reach */}
        <table aria-label={label} role="grid" style={countsOf(xs, ys)}>
          <caption>
            {yLabel} <span aria-hidden="true">↓</span> by {xLabel} <span aria-hidden="true">→</span>
          </caption>
          <thead>
            <tr>
              <td />
              {xs.map((x) => (
                <th key={x} scope="col" className="num">
                  {x}
                </th>
              ))}
            </tr>
          </thead>
          <tbody
            ref={body}
            onKeyDown={onKeyDown}
            onFocus={(event) => {
              const found = placeIn(event);
              if (!found) return;
              setAt(found.at);
              tell(found.place);
            }}
            onBlur={() => tell(null)}
            onPointerOver={(event) => tell(placeIn(event)?.place ?? null)}
            onPointerLeave={() => tell(null)}
            onClick={choose}
          >
            {rows.map((places, row) => (
              <HeatRow
                key={ys[row]}
                label={ys[row] ?? ''}
                places={places}
                scale={scale}
                format={format}
                focused={row === focused[1] ? focused[0] : null}
                selected={selected && ys[row] === selected.y ? selected : undefined}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p id={tipId} className="heat-told" aria-hidden="true">
        {(told ?? selected)?.details ?? ' '}
      </p>
      <Legend {...props} scale={scale} />
    </div>
  );
}

/** What the size of a cell follows from, in styles/heat-map.css. */
function countsOf(xs: readonly string[], ys: readonly string[]): CSSProperties {
  return { '--columns': xs.length, '--rows': ys.length } as CSSProperties;
}

interface HeatRowProps {
  label: string;
  places: readonly HeatCell[];
  scale: HeatScale;
  format(value: number): string;
  /** The column of the cell that Tab reaches; null if that is in another row. */
  focused: number | null;
  selected: HeatCell | undefined;
}

/** A row. Redraws only when its cells change, or the focus or the selection enters, leaves or moves in it. */
const HeatRow = memo(function HeatRow({ label, places, scale, format, focused, selected }: HeatRowProps) {
  return (
    <tr>
      <th scope="row" className="num">
        {label}
      </th>
      {places.map((place, column) => (
        <td
          key={place.x}
          className="heat-cell num"
          tabIndex={column === focused ? 0 : -1}
          aria-label={place.details}
          data-mark={place.mark}
          aria-current={place === selected || undefined}
          data-doubtful={place.isDoubtful || undefined}
          data-heat={place.value === null ? undefined : scale.heatOf(place.value).side}
          style={paint(place, scale)}
        >
          {place.value === null ? '' : format(place.value)}
        </td>
      ))}
    </tr>
  );
});

/** A place as a key. */
function placeOf({ x, y }: Pick<HeatCell, 'x' | 'y'>): string {
  return `${x}\n${y}`;
}

function nothingAt(x: string, y: string): HeatCell {
  return { x, y, value: null, details: `${x}, ${y}: not tried` };
}

function paint({ value }: HeatCell, { heatOf }: HeatScale): CSSProperties | undefined {
  if (value === null) return undefined;
  return { '--heat': `${heatOf(value).percent}%` } as CSSProperties;
}

interface LegendProps extends Pick<HeatMapProps<HeatCell>, 'cells' | 'kind' | 'format' | 'hatchLabel'> {
  scale: HeatScale;
}

/** What the colours, the ring, the hatching and the hollow corner mean. */
function Legend({ cells, kind, format, hatchLabel, scale }: LegendProps) {
  const has = (mark: HeatCell['mark']) => cells.some((cell) => cell.mark === mark);
  return (
    <div className="heat-legend" aria-hidden="true">
      {cells.some(({ value }) => value !== null) && (
        <>
          <span className="num">{format(scale.ends[0])}</span>
          <span className="heat-ramp" data-kind={kind} />
          <span className="num">{format(scale.ends[1])}</span>
        </>
      )}
      {has('best') && (
        <span className="heat-key">
          <i className="heat-swatch" data-mark="best" /> best
        </span>
      )}
      {has('refused') && (
        <span className="heat-key">
          <i className="heat-swatch" data-mark="refused" /> {hatchLabel}
        </span>
      )}
      {cells.some(({ isDoubtful }) => isDoubtful) && (
        <span className="heat-key">
          <i className="heat-swatch" data-doubtful="" /> doubtful
        </span>
      )}
    </div>
  );
}

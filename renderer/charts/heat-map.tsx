import { type CSSProperties, type KeyboardEvent, useId, useRef, useState } from 'react';
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
  /** Marks the cell that is selected elsewhere, too. */
  isSelected?(cell: C): boolean;
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
  const { onChoose, onHover, isSelected } = props;
  const [at, setAt] = useState<readonly [x: number, y: number]>([0, 0]);
  const [told, setTold] = useState<HeatCell | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const tipId = useId();
  const byPlace = new Map(cells.map((cell) => [`${cell.x}\n${cell.y}`, cell]));
  const scale = heatScale(
    kind,
    cells.flatMap(({ value }) => value ?? []),
  );
  // What was focused before may be outside of other variables.
  const focused = [Math.min(at[0], xs.length - 1), Math.min(at[1], ys.length - 1)] as const;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const x = Math.min(xs.length - 1, Math.max(0, focused[0] + step[0]));
    const y = Math.min(ys.length - 1, Math.max(0, focused[1] + step[1]));
    setAt([x, y]);
    (body.current?.rows[y]?.cells[x + 1] as HTMLElement | undefined)?.focus();
  };
  const tell = (place: HeatCell, cell: C | undefined) => {
    setTold(place);
    onHover?.(cell ?? null);
  };
  const leave = () => {
    setTold(null);
    onHover?.(null);
  };
  const selected = isSelected && cells.find(isSelected);
  return (
    <div className="heat-map">
      <div className="heat-scroll">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells the arrows reach */}
        <table aria-label={label} role="grid">
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
          <tbody ref={body} onKeyDown={onKeyDown}>
            {ys.map((y, row) => (
              <tr key={y}>
                <th scope="row" className="num">
                  {y}
                </th>
                {xs.map((x, column) => {
                  const own = byPlace.get(`${x}\n${y}`);
                  const cell = own ?? nothingAt(x, y);
                  const isFocused = column === focused[0] && row === focused[1];
                  return (
                    <td
                      key={x}
                      className="heat-cell num"
                      tabIndex={isFocused ? 0 : -1}
                      aria-label={cell.details}
                      data-mark={cell.mark}
                      aria-current={(own !== undefined && own === selected) || undefined}
                      data-doubtful={cell.isDoubtful || undefined}
                      data-heat={cell.value === null ? undefined : scale.heatOf(cell.value).side}
                      style={paint(cell, scale)}
                      onFocus={() => {
                        setAt([column, row]);
                        tell(cell, own);
                      }}
                      onBlur={leave}
                      onPointerEnter={() => tell(cell, own)}
                      onPointerLeave={leave}
                      onClick={() => own && onChoose?.(own)}
                      onKeyDown={(event) => event.key === 'Enter' && own && onChoose?.(own)}
                    >
                      {cell.value === null ? '' : format(cell.value)}
                    </td>
                  );
                })}
              </tr>
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

import { type CSSProperties, type KeyboardEvent, useId, useRef, useState } from 'react';
import { heatLimit, heatOf } from './heat-scale.ts';

/** A cell of a heat map. Cells without a value are empty, or hatched. */
export interface HeatCell {
  readonly x: string;
  readonly y: string;
  /** A ratio: 1 is neutral, less is better. */
  readonly value: number | null;
  /** The best is ringed, and what cannot be had is hatched. */
  readonly mark?: 'best' | 'refused';
  /** All that is known of it, for the tooltip and screen readers. */
  readonly details: string;
}

interface HeatMapProps {
  label: string;
  xLabel: string;
  yLabel: string;
  xs: readonly string[];
  ys: readonly string[];
  cells: readonly HeatCell[];
  format(value: number): string;
  /** What hatching means: "refused". */
  hatchLabel: string;
  /** Without it, cells cannot be chosen. */
  onChoose?(cell: HeatCell): void;
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
export function HeatMap(props: HeatMapProps) {
  const { label, xLabel, yLabel, xs, ys, cells, format, onChoose } = props;
  const [at, setAt] = useState<readonly [x: number, y: number]>([0, 0]);
  const [told, setTold] = useState<HeatCell | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const tipId = useId();
  const byPlace = new Map(cells.map((cell) => [`${cell.x}\n${cell.y}`, cell]));
  const limit = heatLimit(cells.flatMap(({ value }) => value ?? []));
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
  const leave = () => setTold(null);
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
                  const cell = byPlace.get(`${x}\n${y}`) ?? nothingAt(x, y);
                  const isFocused = column === focused[0] && row === focused[1];
                  return (
                    <td
                      key={x}
                      className="heat-cell num"
                      tabIndex={isFocused ? 0 : -1}
                      aria-label={cell.details}
                      data-mark={cell.mark}
                      data-heat={cell.value === null ? undefined : heatOf(cell.value, limit).side}
                      style={paint(cell, limit)}
                      onFocus={() => {
                        setAt([column, row]);
                        setTold(cell);
                      }}
                      onBlur={leave}
                      onPointerEnter={() => setTold(cell)}
                      onPointerLeave={leave}
                      onClick={() => onChoose?.(cell)}
                      onKeyDown={(event) => event.key === 'Enter' && onChoose?.(cell)}
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
        {told?.details ?? ' '}
      </p>
      <Legend {...props} limit={limit} />
    </div>
  );
}

function nothingAt(x: string, y: string): HeatCell {
  return { x, y, value: null, details: `${x}, ${y}: not tried` };
}

function paint({ value }: HeatCell, limit: number): CSSProperties | undefined {
  if (value === null) return undefined;
  return { '--heat': `${heatOf(value, limit).percent}%` } as CSSProperties;
}

/** What the colours, the ring and the hatching mean. */
function Legend({ cells, format, hatchLabel, limit }: HeatMapProps & { limit: number }) {
  return (
    <div className="heat-legend" aria-hidden="true">
      <span className="num">{format(1 / limit)}</span>
      <span className="heat-ramp" />
      <span className="num">{format(limit)}</span>
      {cells.some(({ mark }) => mark === 'best') && (
        <span className="heat-key">
          <i className="heat-swatch" data-mark="best" /> best
        </span>
      )}
      {cells.some(({ mark }) => mark === 'refused') && (
        <span className="heat-key">
          <i className="heat-swatch" data-mark="refused" /> {hatchLabel}
        </span>
      )}
    </div>
  );
}

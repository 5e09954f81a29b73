import { type PointerEvent, type RefObject, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import { styleOf } from '../model/contender-style.ts';
import type { PublishedLine } from '../model/published.ts';
import { activeOf } from '../model/selection.ts';
import type { Series } from '../model/series.ts';
import { useWorkbench, useWorkbenchStore } from '../state/store.ts';
import { MarkerShape } from '../widgets/marker.tsx';
import { laneMiddle } from './chart-marks.tsx';
import { ChartTooltip } from './chart-tooltip.tsx';
import { nearestTarget, type Target, touched } from './nearest.ts';
import { type PublishedTarget, PublishedTooltip, usePublishedTargets } from './published-layer.tsx';

interface ChartSelectionProps {
  series: readonly Series[];
  published: readonly PublishedLine[];
  runId: string;
  /** The element that holds the tooltip, above the drawing. */
  frame: RefObject<HTMLDivElement | null>;
}

/** Follows the pointer to the nearest cell, and marks the selected one. */
export function ChartSelection({ series, published, runId, frame }: ChartSelectionProps) {
  const store = useWorkbenchStore();
  const area = usePlotArea();
  const targets = useTargets(series);
  const figures = usePublishedTargets(published);
  const [figure, setFigure] = useState<PublishedTarget | null>(null);
  if (!area) return null;

  const refAt = (event: PointerEvent<SVGRectElement>) => {
    const [x, y] = placeOf(event);
    const target = nearestTarget(targets, x, y);
    return target ? { runId, problem: target.problem, contender: target.contender } : null;
  };
  const follow = (event: PointerEvent<SVGRectElement>) => {
    const [x, y] = placeOf(event);
    const nearest = touched(figures, targets, x, y);
    setFigure(nearest);
    store.getState().hover(nearest ? null : refAt(event));
  };
  return (
    <g>
      <Cursor targets={targets} runId={runId} frame={frame} />
      <rect
        x={area.x}
        y={area.y}
        width={area.width}
        height={area.height}
        fill="transparent"
        data-testid="chart-plot"
        onPointerMove={follow}
        onPointerLeave={() => {
          setFigure(null);
          store.getState().hover(null);
        }}
        onPointerUp={(event) => {
          const ref = figure ? null : refAt(event);
          if (ref) store.getState().pin(ref);
        }}
      />
      {figure &&
        frame.current &&
        createPortal(<PublishedTooltip target={figure} area={area} />, frame.current)}
    </g>
  );
}

/** In pixels of the drawing. */
function placeOf(event: PointerEvent<SVGRectElement>): [x: number, y: number] {
  const svg = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
  return [event.clientX - (svg?.left ?? 0), event.clientY - (svg?.top ?? 0)];
}

/** The pixels of every point and mark, computed once per drawing. */
function useTargets(series: readonly Series[]): Target[] {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const area = usePlotArea();
  const baseline = area ? area.y + area.height : 0;
  return useMemo(() => {
    if (!xScale || !yScale) return [];
    return series.flatMap(({ contender: line, points, marks }) => [
      ...points.map(({ problem, contender, x, y }) => ({
        problem,
        contender,
        line,
        px: xScale(x) ?? 0,
        py: yScale(y) ?? 0,
        marked: false,
      })),
      ...marks.map(({ problem, contender, x }) => ({
        problem,
        contender,
        line,
        px: xScale(x) ?? 0,
        py: laneMiddle(series, line, baseline),
        marked: true,
      })),
    ]);
  }, [series, xScale, yScale, baseline]);
}

function Cursor({
  targets,
  runId,
  frame,
}: {
  targets: readonly Target[];
  runId: string;
  frame: ChartSelectionProps['frame'];
}) {
  const area = usePlotArea();
  const selection = useWorkbench((state) => state.selection);
  const active = activeOf(selection);
  if (!active || active.runId !== runId || !area) return null;
  const target = targets.find(
    ({ problem, contender }) => problem === active.problem && contender === active.contender,
  );
  if (!target) return null;
  const { line, px, py, marked } = target;
  return (
    <g data-testid="chart-cursor" data-pinned={selection.hovered ? undefined : ''}>
      <line x1={px} x2={px} y1={area.y} y2={area.y + area.height} stroke="var(--line-strong)" />
      <circle
        cx={px}
        cy={py}
        r={marked ? 12 : 9}
        fill={marked ? 'none' : 'var(--surface)'}
        stroke={styleOf(line).color}
        strokeWidth={1.5}
      />
      {!marked && <MarkerShape contender={line} x={px} y={py} scale={1.2} />}
      {selection.hovered &&
        frame.current &&
        createPortal(
          <ChartTooltip
            cell={active}
            x={px}
            y={py}
            flip={px > area.x + area.width / 2}
            up={py > area.y + area.height / 2}
          />,
          frame.current,
        )}
    </g>
  );
}

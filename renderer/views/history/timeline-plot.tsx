import { useMemo, useState } from 'react';
import { formatDuration, formatMoment } from '../../../electron/ipc/figures.ts';
import type { CellTimeline } from '../../../electron/ipc/history/cell-timeline.ts';
import { PlotFrame } from '../../charts/plot-frame.tsx';
import { Tooltip } from '../../charts/tooltip.tsx';
import { styleOf } from '../../model/contender-style.ts';
import type { FramePlace } from '../../model/frame-axis.ts';
import { changeText, levelsOf, timelineAxes, timelineText } from '../../model/timeline.ts';
import { MarkerShape } from '../../widgets/marker.tsx';

interface TimelinePlotProps {
  timeline: CellTimeline;
  contender: string;
  shownId: string;
  onOpen(runId: string): void;
}

/** Half the width of an interval's ends, in pixels. */
const CAP = 3;

/** Medians with their intervals, run by run; a click opens the run under the pointer. */
export function TimelinePlot({ timeline, contender, shownId, onOpen }: TimelinePlotProps) {
  const { x, y } = useMemo(() => timelineAxes(timeline), [timeline]);
  return (
    <PlotFrame
      label={`Medians by run: ${timelineText(timeline)}`}
      x={x}
      y={y}
      over={(place) => <TimelinePointer timeline={timeline} place={place} onOpen={onOpen} />}
    >
      {(place) => (
        <TimelineDrawing timeline={timeline} contender={contender} shownId={shownId} place={place} />
      )}
    </PlotFrame>
  );
}

interface TimelineDrawingProps extends Omit<TimelinePlotProps, 'onOpen'> {
  place: FramePlace;
}

export function TimelineDrawing({
  timeline,
  contender,
  shownId,
  place: { box, x, y },
}: TimelineDrawingProps) {
  const { points, changes } = timeline;
  const { color } = styleOf(contender);
  const inside = (px: number) => Math.min(box.y + box.height, Math.max(box.y, px));
  return (
    <>
      {levelsOf(timeline).map(({ from, to, medianNs }) => (
        <path
          key={from}
          d={`M${x(from - 0.4)} ${y(medianNs)}H${x(to + 0.4)}`}
          stroke={color}
          strokeOpacity={0.45}
          strokeWidth={6}
        />
      ))}
      {changes.map((change) => (
        <g key={change.index} data-testid="change-point">
          <path
            d={`M${x(change.index - 0.5)} ${box.y}v${box.height}`}
            stroke="var(--text-2)"
            strokeDasharray="2 3"
          />
          <text
            className="roof-label"
            x={x(change.index - 0.5) + 4}
            y={box.y + 10}
            fontSize={11}
            fill={change.ratio > 1 ? 'var(--bad)' : 'var(--good)'}
          >
            {changeText(change)}
          </text>
        </g>
      ))}
      {points.map(({ runId, medianNs, interval95, doubt }, index) => {
        const [px, bottom, top] = [x(index), inside(y(interval95[0])), inside(y(interval95[1]))];
        return (
          <g key={runId}>
            <path
              d={`M${px - CAP} ${top}h${2 * CAP}M${px} ${top}V${bottom}M${px - CAP} ${bottom}h${2 * CAP}`}
              stroke={color}
              strokeOpacity={0.7}
            />
            {runId === shownId && (
              <circle cx={px} cy={y(medianNs)} r={9} fill="none" stroke="var(--accent)" strokeWidth={1.5} />
            )}
            <MarkerShape contender={contender} x={px} y={y(medianNs)} hollow={doubt !== null} />
          </g>
        );
      })}
    </>
  );
}

interface TimelinePointerProps extends Pick<TimelinePlotProps, 'timeline' | 'onOpen'> {
  place: FramePlace;
}

function TimelinePointer({ timeline: { points }, place: { box, x, y }, onOpen }: TimelinePointerProps) {
  const [at, setAt] = useState<number | null>(null);
  const indexAt = (offsetX: number) =>
    Math.min(points.length - 1, Math.max(0, Math.floor((offsetX / box.width) * points.length)));
  const point = at === null ? undefined : points[at];
  return (
    <>
      <div
        className="chart-plot history-plot"
        data-testid="history-plot"
        aria-hidden="true"
        style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
        onPointerMove={({ nativeEvent }) => setAt(indexAt(nativeEvent.offsetX))}
        onPointerLeave={() => setAt(null)}
        onClick={({ nativeEvent }) => {
          const hit = points[indexAt(nativeEvent.offsetX)];
          if (hit) onOpen(hit.runId);
        }}
      />
      {point && at !== null && (
        <Tooltip x={x(at)} y={y(point.medianNs)} box={box} testId="history-tooltip">
          <header>
            <strong>{point.name}</strong>
          </header>
          <dl>
            <dt>Started</dt>
            <dd>{formatMoment(point.startedAt)}</dd>
            <dt>Median</dt>
            <dd>{formatDuration(point.medianNs)}</dd>
            <dt>95% interval</dt>
            <dd>{point.interval95.map(formatDuration).join(' – ')}</dd>
            {point.source && (
              <>
                <dt>Source</dt>
                <dd>{point.source}</dd>
              </>
            )}
          </dl>
          {point.doubt && <p className="tone-warn">Doubtful: {point.doubt}</p>}
        </Tooltip>
      )}
    </>
  );
}

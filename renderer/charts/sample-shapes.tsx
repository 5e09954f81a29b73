import { styleOf } from '../model/contender-style.ts';
import { type FrameAxis, type FramePlace, fittedAxis } from '../model/frame-axis.ts';
import { type SampleSet, sharesOf } from '../model/sample-sets.ts';

interface SampleShapesProps {
  sets: readonly SampleSet[];
  place: FramePlace;
}

/** Of a sample, in pixels. */
const RADIUS = 2.5;
const GOLDEN = 0.618;

/** The second set, where it is another size of the same contender, is told apart by its dashes. */
function strokeOf(sets: readonly SampleSet[], index: number) {
  const { color, dash } = styleOf(sets[index]?.contender ?? '');
  const isSame = index > 0 && sets[0]?.contender === sets[index]?.contender;
  return { color, dash: isSame ? '2 3' : dash };
}

function Dot({ x, y, color, hollow }: { x: number; y: number; color: string; hollow: boolean }) {
  return (
    <circle
      cx={x}
      cy={y}
      r={hollow ? RADIUS + 0.5 : RADIUS}
      fill={hollow ? 'var(--surface)' : color}
      fillOpacity={hollow ? 1 : 0.75}
      stroke={hollow ? color : 'none'}
    />
  );
}

/** Every sample by its time, with the interquartile range, the median and its 95% interval: a lane for each set. */
export function StripShapes({ sets, place: { box, x } }: SampleShapesProps) {
  const lane = box.height / sets.length;
  return sets.map(({ label, samples, summary }, index) => {
    const { color } = strokeOf(sets, index);
    const [top, middle] = [box.y + index * lane, box.y + (index + 0.5) * lane];
    const reach = lane * 0.32;
    const [from, to] = [x(summary.q1Ns), x(summary.q3Ns)];
    const [low, high] = summary.ci95Ns.map(x) as [number, number];
    const foot = top + lane - 5;
    return (
      <g key={label}>
        <rect
          x={from}
          y={top + 3}
          width={Math.max(1, to - from)}
          height={lane - 6}
          fill={color}
          opacity={0.16}
        />
        <path d={`M${x(summary.medianNs)} ${top + 3}v${lane - 6}`} stroke={color} strokeWidth={1.75} />
        {samples.map(({ ns, outlier }, at) => {
          // Spread evenly, and the same at every drawing.
          const spread = (((at * GOLDEN) % 1) - 0.5) * 2 * reach;
          // biome-ignore lint/suspicious/noArrayIndexKey: samples are their places
          return <Dot key={at} x={x(ns)} y={middle + spread} color={color} hollow={outlier} />;
        })}
        <path d={`M${low} ${foot - 3}v6M${low} ${foot}H${high}M${high} ${foot - 3}v6`} stroke="var(--text)" />
      </g>
    );
  });
}

export const SHARE_AXIS: FrameAxis = {
  scale: 'linear',
  domain: [0, 1.04],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  text: (share) => `${share * 100}%`,
};

/** The share of samples that took at most as long. */
export function EcdfShapes({ sets, place: { box, x, y } }: SampleShapesProps) {
  return sets.map((set, index) => {
    const { color, dash } = strokeOf(sets, index);
    const steps = sharesOf(set).map(({ ns, share }) => `H${x(ns)}V${y(share)}`);
    return (
      <path
        key={set.label}
        d={`M${box.x} ${y(0)}${steps.join('')}H${box.x + box.width}`}
        fill="none"
        stroke={color}
        strokeDasharray={dash}
        strokeWidth={1.75}
      />
    );
  });
}

/** The rounds of all sets, counted from 1. */
export function roundAxis(sets: readonly SampleSet[]): FrameAxis {
  const rounds = fittedAxis(
    sets.flatMap(({ samples }) => samples.map(({ round }) => round + 1)),
    String,
  );
  return { ...rounds, ticks: rounds.ticks.filter((tick) => Number.isInteger(tick) && tick > 0) };
}

/** Samples by round, with their epochs apart and the median of each. */
export function OrderShapes({ sets, place: { box, x, y } }: SampleShapesProps) {
  return (
    <>
      {sets[0]?.epochs
        .filter((_, index) => index % 2 === 1)
        .map(({ epoch, from, to }) => (
          <rect
            key={epoch}
            x={x(from + 0.5)}
            y={box.y}
            width={Math.max(0, x(to + 1.5) - x(from + 0.5))}
            height={box.height}
            fill="var(--lit)"
          />
        ))}
      {sets.map(({ label, samples, epochs }, index) => {
        const { color, dash } = strokeOf(sets, index);
        return (
          <g key={label}>
            {epochs.map(({ epoch, from, to, medianNs }) => (
              <path
                key={epoch}
                d={`M${x(from + 0.6)} ${y(medianNs)}H${x(to + 1.4)}`}
                stroke={color}
                strokeDasharray={dash}
                strokeWidth={1.5}
              />
            ))}
            {samples.map(({ ns, round, outlier }) => (
              <Dot key={round} x={x(round + 1)} y={y(ns)} color={color} hollow={outlier} />
            ))}
          </g>
        );
      })}
    </>
  );
}

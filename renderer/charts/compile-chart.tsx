import { memo } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { formatDuration } from '../../electron/ipc/figures.ts';
import { styleOf } from '../model/contender-style.ts';

/** The bar of a text; times in milliseconds. */
interface CompileBar {
  readonly contender: string;
  readonly library: number;
  readonly pipeline: number;
}

/** Heights of a row and of the head of the table beside it, as set in styles/compile-times.css. */
const ROW_PX = 24;
const HEAD_PX = 28;

/**
 * One bar for each text: the time to compile its library, and in a lighter shade to create its pipelines. Hidden from
 * screen readers, which have the table beside it.
 */
export const CompileChart = memo(function CompileChart({ bars }: { bars: readonly CompileBar[] }) {
  const data = bars.map((bar) => ({ ...bar, fill: styleOf(bar.contender).color }));
  return (
    <div className="compile-chart" aria-hidden="true">
      <ResponsiveContainer
        height={HEAD_PX + data.length * ROW_PX}
        initialDimension={{ width: 320, height: HEAD_PX + data.length * ROW_PX }}
      >
        <BarChart
          data={data}
          layout="vertical"
          margin={{ top: 0, right: 24, bottom: 0, left: 8 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" horizontal={false} />
          <XAxis
            type="number"
            orientation="top"
            stroke="var(--line-strong)"
            tick={{ fill: 'var(--text-3)', fontSize: 11 }}
            tickSize={4}
            tickFormatter={(ms: number) => formatDuration(ms * 1e6)}
            height={HEAD_PX}
          />
          <YAxis type="category" hide />
          <Bar dataKey="library" stackId="fresh" barSize={10} isAnimationActive={false} />
          <Bar dataKey="pipeline" stackId="fresh" barSize={10} fillOpacity={0.45} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
});

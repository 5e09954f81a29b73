import { useMemo } from 'react';
import type { Cell, Run } from '../../../electron/ipc/types.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { STATUS } from '../../model/cells.ts';
import { referenceOf } from '../../model/headline.ts';
import { problemLabel, sizeLabel } from '../../model/problem-size.ts';
import { besideOf, type SampleSet, SET_FIGURES, sampleSetOf, timeAxis } from '../../model/sample-sets.ts';
import { useSampledCell, useSettledRef } from '../../state/selectors.ts';
import { useWorkbench } from '../../state/store.ts';
import { Swatch } from '../../widgets/marker.tsx';
import { ViewFrame } from '../shell/view-frame.tsx';
import { EcdfPlot, OrderPlot, StripPlot } from './sample-plots.tsx';

/** Every sample of the selected cell, beside those of the pinned one or of the reference. */
export function SamplesView({ run }: { run: Run }) {
  const { ref } = useSettledRef();
  const pinned = useWorkbench(({ selection }) => selection.pinned);
  const chosen = useWorkbench((state) => state.reference);
  const reference = useMemo(() => referenceOf(run, chosen), [run, chosen]);
  const cell = useSampledCell(ref);
  const other = useSampledCell(besideOf(ref, pinned, reference));
  const sets = useMemo(
    () =>
      [sampleSetOf(cell), cell && isByOneClock(cell, other) ? sampleSetOf(other) : null].filter(
        (set) => set !== null,
      ),
    [cell, other],
  );
  const title = cell ? `Samples of ${contenderLabel(cell.contender)}` : 'Samples';
  const note = cell ? problemLabel(cell.problem) : undefined;
  return (
    <ViewFrame title={title} note={note}>
      {sets.length > 0 && cell?.summary ? <Plots sets={sets} /> : <Nothing cell={cell} />}
    </ViewFrame>
  );
}

/** Times of two clocks have no axis in common. */
function isByOneClock(one: Cell, other: Cell | null): boolean {
  return one.summary?.clock === other?.summary?.clock;
}

function Nothing({ cell }: { cell: Cell | null }) {
  if (!cell) return <p className="empty">Select a cell to see its samples.</p>;
  const { status, failure, summary } = cell;
  if (summary) return <p className="empty">Reading its samples…</p>;
  const { label, tone } = STATUS[status];
  return (
    <div className="empty">
      <p>
        {contenderLabel(cell.contender)} at {sizeLabel(cell.problem)} has no samples.
      </p>
      <p className={`tone-${tone}`}>{failure ? `${failure.code}: ${failure.message}` : label}</p>
    </div>
  );
}

function Plots({ sets }: { sets: readonly SampleSet[] }) {
  const across = useMemo(() => timeAxis(sets, 4), [sets]);
  return (
    <div className="samples-view">
      <figure className="samples-strip">
        <figcaption>Every time, with quartiles, median and 95% interval</figcaption>
        <StripPlot sets={sets} times={across} />
      </figure>
      <figure className="samples-ecdf">
        <figcaption>Share of samples that took at most as long</figcaption>
        <EcdfPlot sets={sets} times={across} />
      </figure>
      <figure className="samples-order">
        <figcaption>By round, with the median of each epoch</figcaption>
        <OrderPlot sets={sets} times={across} />
      </figure>
      <SetTable sets={sets} />
    </div>
  );
}

function SetTable({ sets }: { sets: readonly SampleSet[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className="samples-figures" tabIndex={0} aria-label="Figures of the samples">
      <table className="num">
        <thead>
          <tr>
            <td />
            {sets.map(({ label, contender }) => (
              <th key={label} scope="col">
                <Swatch contender={contender} width={20} /> {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.entries(SET_FIGURES).map(([name, textOf]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {sets.map((set) => (
                <td key={set.label}>{textOf(set)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

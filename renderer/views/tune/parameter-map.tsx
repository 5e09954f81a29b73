import { contenderLabel } from '../../../kernels/index.ts';
import { HeatMap } from '../../charts/heat-map.tsx';
import { type ClassRecord, labelOf, parameterMap } from '../../model/parameter-map.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { SelectField } from '../../widgets/select-field.tsx';

interface ParameterMapProps {
  tuned: ClassRecord;
  searched: ClassRecord['importance'][number];
}

/** A heat map over two parameters of a contender: by default the two that matter most. */
export function ParameterMap({ tuned, searched: { contender, parameters } }: ParameterMapProps) {
  const view = useWorkbench((state) => state.tuneView);
  const { setTuneView } = useWorkbenchStore().getState();
  const names = parameters.map(({ parameter }) => parameter);
  const x = names.find((name) => name === view.x) ?? names.find((name) => name !== view.y);
  const y = names.find((name) => name === view.y && name !== x) ?? names.find((name) => name !== x);
  if (x === undefined || y === undefined)
    return <p className="empty">A map needs two parameters that were varied.</p>;
  const options = names.map((value) => ({ value, label: labelOf(contender, value) }));
  const [xLabel, yLabel] = [labelOf(contender, x), labelOf(contender, y)];
  const choose = (axis: 'x' | 'y', other: string) => (value: string) =>
    // Choosing what the other axis has swaps them.
    setTuneView(
      axis === 'x'
        ? { x: value, y: value === other ? x : other }
        : { y: value, x: value === other ? y : other },
    );
  return (
    <section className="parameter-map" aria-label="Heat map">
      <div className="form-pair">
        <SelectField label="Across" value={x} options={options} onChange={choose('x', y)} />
        <SelectField label="Down" value={y} options={options} onChange={choose('y', x)} />
      </div>
      <HeatMap
        key={`${contender} ${x} ${y}`}
        label={`Least time of ${contenderLabel(contender)} by ${xLabel} and ${yLabel}, to that of the fastest defaults`}
        xLabel={xLabel}
        yLabel={yLabel}
        {...parameterMap(tuned, contender, x, y)}
        format={(value) => `${value.toFixed(2)}×`}
        hatchLabel="refused"
      />
    </section>
  );
}

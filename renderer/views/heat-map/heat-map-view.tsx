import { useMemo } from 'react';
import { cellId } from '../../../electron/ipc/cell.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { HeatMap } from '../../charts/heat-map.tsx';
import { cellsById } from '../../model/cell-index.ts';
import { VALUE_TEXT } from '../../model/chart-view.ts';
import { HEAT_KIND, type RunMap, runMap } from '../../model/run-map.ts';
import { activeOf } from '../../model/selection.ts';
import { seriesNotes } from '../../model/series-notes.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Choice } from '../../widgets/choice.tsx';
import { ViewFrame } from '../shell/view-frame.tsx';
import { MetricSwitch } from '../sweep/chart-controls.tsx';
import { FilterField } from '../sweep/filter-field.tsx';

/** Stands for the fastest contender at each size. */
const BEST = '';

/** A run over two of its extents, fields or parameters. */
export function HeatMapView({ run }: { run: Run }) {
  const metric = useWorkbench((state) => state.metric);
  const filter = useWorkbench((state) => state.filter);
  const reference = useWorkbench((state) => state.reference);
  const choice = useWorkbench((state) => state.map);
  const map = useMemo(
    () => runMap(run, choice, { metric, filter, reference }),
    [run, choice, metric, filter, reference],
  );
  const notes = useMemo(() => seriesNotes(run.cells, run.environment).all, [run.cells, run.environment]);
  const { x, y } = map;
  return (
    <ViewFrame
      title={x && y ? `${map.title} by ${x.label} and ${y.label}` : map.title}
      note={notes.filter(Boolean).join(', ')}
      controls={<Controls run={run} map={map} />}
    >
      {x && y && !map.isTooLarge && map.cells.length > 0 ? (
        <MapOfRun run={run} map={map} x={x} y={y} />
      ) : (
        <p className="empty">{emptyText(map)}</p>
      )}
    </ViewFrame>
  );
}

function emptyText({ isTooLarge, x, y, xs, ys }: RunMap): string {
  if (isTooLarge)
    return `${xs.length.toLocaleString('en-US')} × ${ys.length.toLocaleString('en-US')} places are too many to read. Filter the sizes, or choose other axes.`;
  return x && y
    ? 'No cell to show: choose another contender or filter.'
    : 'A heat map needs two things that differ in a run: extents, options, parameters or contenders.';
}

function Controls({ run, map }: { run: Run; map: RunMap }) {
  const metric = useWorkbench((state) => state.metric);
  const { setMap } = useWorkbenchStore().getState();
  const { axes, x, y, contenders, contender, unit, reference } = map;
  const options = axes.map(({ name, label }) => ({ value: name, label }));
  // Choosing what the other axis has swaps them.
  const choose = (axis: 'x' | 'y') => (name: string) => {
    const [own, other] = axis === 'x' ? [x, y] : [y, x];
    const rest = name === other?.name ? own : other;
    setMap(axis === 'x' ? { x: name, y: rest?.name ?? null } : { y: name, x: rest?.name ?? null });
  };
  const best = metric === 'ratio' ? 'Best of the others' : 'Best contender';
  return (
    <>
      <FilterField run={run} />
      {x && y && (
        <>
          <Choice sign="→" label="Across" value={x.name} options={options} onChange={choose('x')} />
          <Choice sign="↓" label="Down" value={y.name} options={options} onChange={choose('y')} />
        </>
      )}
      {contenders.length > 1 && (
        <Choice
          label="Contender"
          value={contender ?? BEST}
          options={[
            { value: BEST, label: best },
            ...contenders.map((name) => ({ value: name, label: contenderLabel(name) })),
          ]}
          onChange={(name) => setMap({ contender: name === BEST ? null : name })}
        />
      )}
      <MetricSwitch unit={unit} reference={reference ?? ''} />
    </>
  );
}

interface MapOfRunProps {
  run: Run;
  map: RunMap;
  x: NonNullable<RunMap['x']>;
  y: NonNullable<RunMap['y']>;
}

function MapOfRun({ run, map, x, y }: MapOfRunProps) {
  const metric = useWorkbench((state) => state.metric);
  const active = useWorkbench(({ selection }) => activeOf(selection));
  const { hover, pin } = useWorkbenchStore().getState();
  const cell =
    active?.runId === run.id ? cellsById(run.cells).get(cellId(active.problem, active.contender)) : undefined;
  const [across, down] = cell ? [x.textOf(cell), y.textOf(cell)] : [null, null];
  return (
    <HeatMap
      key={`${x.name} ${y.name}`}
      label={`${map.title} by ${x.label} and ${y.label}`}
      xLabel={x.label}
      yLabel={y.label}
      xs={map.xs}
      ys={map.ys}
      cells={map.cells}
      kind={HEAT_KIND[metric]}
      format={VALUE_TEXT[metric]}
      hatchLabel="no figure"
      onChoose={({ ref }) => pin(ref)}
      onHover={(cell) => hover(cell?.ref ?? null)}
      selected={across !== null && down !== null ? { x: across, y: down } : null}
    />
  );
}

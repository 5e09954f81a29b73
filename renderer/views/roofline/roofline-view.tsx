import { useMemo } from 'react';
import type { Run } from '../../../electron/ipc/types.ts';
import { PlotFrame } from '../../charts/plot-frame.tsx';
import { roofline } from '../../model/roofline.ts';
import { seriesNotes } from '../../model/series-notes.ts';
import { useWorkbench } from '../../state/store.ts';
import { ViewFrame } from '../shell/view-frame.tsx';
import { FilterField } from '../sweep/filter-field.tsx';
import { ContenderKey } from './contender-key.tsx';
import { RooflineDrawing } from './roofline-drawing.tsx';
import { RooflinePointer } from './roofline-pointer.tsx';

/** Rates against intensity, under the roofs of the device. */
export function RooflineView({ run }: { run: Run }) {
  const filter = useWorkbench((state) => state.filter);
  const hidden = useWorkbench((state) => state.hidden);
  const picture = useMemo(() => roofline(run, { filter, hidden }), [run, filter, hidden]);
  const notes = useMemo(() => seriesNotes(run.cells, run.environment).all, [run.cells, run.environment]);
  return (
    <ViewFrame
      title="GFLOPS against FLOP per byte"
      note={notes.filter(Boolean).join(', ')}
      controls={<FilterField run={run} />}
    >
      <p className="visually-hidden">The table below lists every figure of this chart.</p>
      <ContenderKey run={run} />
      <div className="plots">
        <PlotFrame
          label="Roofline"
          x={picture.x}
          y={picture.y}
          over={(place) => <RooflinePointer picture={picture} runId={run.id} place={place} />}
        >
          {(place) => <RooflineDrawing picture={picture} place={place} />}
        </PlotFrame>
      </div>
      <footer className="axis-title">
        <p>Intensity: FLOP for each byte that the problem has to move</p>
        <p className="truncate" title={picture.roofs.map(({ source }) => source).join('; ')}>
          {[...picture.roofs.map(({ label, source }) => `${label}: ${source}`), ...picture.notes].join(' · ')}
        </p>
      </footer>
    </ViewFrame>
  );
}

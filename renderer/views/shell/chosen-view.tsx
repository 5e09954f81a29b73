import type { ComponentType } from 'react';
import type { Run } from '../../../electron/ipc/types.ts';
import { shownView, type ViewId } from '../../model/views.ts';
import { useWorkbench } from '../../state/store.ts';
import { HeatMapView } from '../heat-map/heat-map-view.tsx';
import { HistoryView } from '../history/history-view.tsx';
import { RooflineView } from '../roofline/roofline-view.tsx';
import { SamplesView } from '../samples/samples-view.tsx';
import { SweepView } from '../sweep/sweep-view.tsx';

const COMPONENTS: Readonly<Record<ViewId, ComponentType<{ run: Run }>>> = {
  sweep: SweepView,
  'heat-map': HeatMapView,
  roofline: RooflineView,
  samples: SamplesView,
  history: HistoryView,
};

/** The chosen view of a run; its chart where that does not exist here. */
export function ChosenView({ run }: { run: Run }) {
  const View = COMPONENTS[useWorkbench(shownView)];
  return <View run={run} />;
}

import { shownView, viewsFor } from '../../model/views.ts';
import { useWorkbench } from '../../state/store.ts';
import { withKeys } from '../../widgets/key.tsx';
import { Segmented } from '../../widgets/segmented.tsx';

/** Chooses what stands in the chart's place. */
export function ViewSwitch() {
  const readOnly = useWorkbench((state) => state.readOnly);
  const view = useWorkbench(shownView);
  const setView = useWorkbench((state) => state.setView);
  const options = viewsFor({ readOnly }).map(({ id, label, command }) => ({
    value: id,
    label,
    title: withKeys(label, command),
  }));
  return <Segmented label="View" value={view} options={options} onChange={setView} />;
}

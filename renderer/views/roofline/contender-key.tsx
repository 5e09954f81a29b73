import type { Run } from '../../../electron/ipc/types.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { activeOf } from '../../model/selection.ts';
import { useWorkbench } from '../../state/store.ts';
import { ContenderName } from '../../widgets/contender-name.tsx';
import { Swatch } from '../../widgets/marker.tsx';

/** Names the contenders of a run, and shows or hides them. */
export function ContenderKey({ run }: { run: Run }) {
  const hidden = useWorkbench((state) => state.hidden);
  const toggleHidden = useWorkbench((state) => state.toggleHidden);
  const active = useWorkbench(({ selection }) => activeOf(selection)?.contender);
  return (
    <ul className="legend" aria-label="Contenders" data-testid="legend">
      {run.request.contenders.map((contender) => (
        <li key={contender}>
          <button
            type="button"
            className="legend-entry"
            aria-pressed={!hidden.includes(contender)}
            aria-current={active === contender || undefined}
            title={`Show or hide ${contenderLabel(contender)}`}
            onClick={() => toggleHidden(contender)}
          >
            <Swatch contender={contender} />
            <ContenderName contender={contender} note={null} />
          </button>
        </li>
      ))}
    </ul>
  );
}

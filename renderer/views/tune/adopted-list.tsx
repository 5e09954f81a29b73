import type { Adoption } from '../../../electron/ipc/tune/adoption.ts';
import { adoptionText } from '../../../electron/ipc/tune/adoption-text.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { labelOf } from '../../model/parameter-map.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Button, IconButton } from '../../widgets/button.tsx';

/** The defaults that were adopted, on this device and others, each with its evidence. */
export function AdoptedList() {
  const adopted = useWorkbench((state) => state.tuner?.adopted);
  const { exportAdoptions } = useWorkbenchStore().getState();
  const all = Object.entries(adopted ?? {}).flatMap(([place, own]) =>
    own.map((adoption) => ({ place, adoption })),
  );
  return (
    <section aria-label="Adopted defaults">
      <header className="tune-list-head">
        <h3>Adopted defaults</h3>
        <span className="spacer" />
        <Button
          size="small"
          kind="plain"
          icon="export"
          disabled={all.length === 0}
          title="Save as a table with sources, for kernels/"
          onClick={() => exportAdoptions()}
        >
          Export…
        </Button>
      </header>
      {all.length === 0 ? (
        <p className="empty">None. Sweeps use Tilescope's defaults.</p>
      ) : (
        <ul className="adopted" data-testid="adopted">
          {all.map(({ place, adoption }) => (
            <Adopted
              key={`${place} ${adoption.sizeClass} ${adoption.contender}`}
              place={place}
              adoption={adoption}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Adopted({ place, adoption }: { place: string; adoption: Adoption }) {
  const { sizeClass, contender, overrides, interval95, sizes, device, generator, run } = adoption;
  const { forgetAdoption, open } = useWorkbenchStore().getState();
  const label = contenderLabel(contender);
  const values = Object.entries(overrides).map(([name, value]) => `${labelOf(contender, name)} ${value}`);
  const interval = interval95.map((bound) => bound.toFixed(3)).join(' to ');
  return (
    <li>
      <div className="adopted-head">
        <strong className="truncate">{label}</strong>
        <span className="spacer" />
        <IconButton
          size="small"
          icon="trash"
          label={`Forget ${label}, ${sizeClass}`}
          onClick={() => forgetAdoption(place, sizeClass, contender)}
        />
      </div>
      <p className="quiet">{sizeClass}</p>
      <p className="num">{values.join(', ')}</p>
      <p
        className="quiet num"
        title={`${interval} times as long as the defaults of ${generator} at ${sizes.join(', ')}`}
      >
        {adoptionText(adoption)}
      </p>
      <p className="quiet truncate" title={device}>
        {device} ·{' '}
        <button type="button" className="link" onClick={() => open(run)}>
          show the final
        </button>
      </p>
    </li>
  );
}

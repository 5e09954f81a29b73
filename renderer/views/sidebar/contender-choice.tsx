import { CONTENDERS } from '../../../kernels/index.ts';
import { unavailability } from '../../model/sweep-form.ts';
import { useWorkbench } from '../../state/store.ts';
import { Swatch } from '../../widgets/marker.tsx';

/** The contenders, each with the reason where it is not to be had on the device. */
export function ContenderChoice({ error }: { error?: string }) {
  const form = useWorkbench((state) => state.form);
  const setForm = useWorkbench((state) => state.setForm);
  const device = useWorkbench(({ devices }) => devices.find(({ id }) => id === form.device));
  const toggle = (id: string, on: boolean) => {
    // In the order of the table, whatever the order of the clicks.
    const contenders = CONTENDERS.map((contender) => contender.id).filter((other) =>
      other === id ? on : form.contenders.includes(other),
    );
    setForm({ contenders });
  };
  return (
    <fieldset className="contender-choice">
      <legend className="label">Contenders</legend>
      {CONTENDERS.map(({ id, label, description }) => {
        const reason = device ? unavailability(device, id) : null;
        return (
          <label key={id} className="check" title={description} data-disabled={reason !== null || undefined}>
            <input
              type="checkbox"
              checked={reason === null && form.contenders.includes(id)}
              disabled={reason !== null}
              onChange={(event) => toggle(id, event.target.checked)}
            />
            <span className="check-text">
              <span className="truncate">{label}</span>
              {reason && <span className="hint">{reason}</span>}
            </span>
            <Swatch contender={id} width={22} />
          </label>
        );
      })}
      {error && (
        <p className="hint" data-tone="bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}

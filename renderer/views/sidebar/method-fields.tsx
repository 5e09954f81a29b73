import type { Method } from '../../../electron/ipc/types.ts';
import { METHOD_FIELDS } from '../../model/method-form.ts';
import type { FormCheck } from '../../model/sweep-form.ts';
import { useWorkbench } from '../../state/store.ts';
import { Disclosure } from '../../widgets/disclosure.tsx';

const NAMES = Object.keys(METHOD_FIELDS) as (keyof Method)[];

/** How cells are measured: folded away, for those who want to change it. */
export function MethodFields({ errors }: { errors: FormCheck['errors'] }) {
  const method = useWorkbench((state) => state.form.method);
  const setForm = useWorkbench((state) => state.setForm);
  const wrong = NAMES.some((name) => errors[name]);
  return (
    <Disclosure
      label="Method"
      hint={`${method.minSamples}–${method.maxSamples} samples, seed ${method.seed}`}
      forceOpen={wrong}
    >
      {NAMES.map((name) => {
        const { label, unit } = METHOD_FIELDS[name];
        return (
          <label key={name} className="method-row">
            <span className="label">
              {label}
              {unit && `, ${unit}`}
            </span>
            <input
              className="field num"
              inputMode="decimal"
              value={method[name]}
              aria-invalid={errors[name] !== undefined}
              title={errors[name]}
              onChange={(event) => setForm({ method: { ...method, [name]: event.target.value } })}
            />
            {errors[name] && (
              <span className="hint" data-tone="bad">
                {errors[name]}
              </span>
            )}
          </label>
        );
      })}
    </Disclosure>
  );
}

import { type ChoiceName, METHOD_CHOICES } from '../../../electron/ipc/method.ts';
import type { FormCheck } from '../../model/form.ts';
import { chooseMethod, type FigureName, fallbackText, METHOD_FIELDS } from '../../model/method-form.ts';
import { useWorkbench } from '../../state/store.ts';
import { Disclosure } from '../../widgets/disclosure.tsx';
import { SelectField } from '../../widgets/select-field.tsx';

const FIGURES = Object.keys(METHOD_FIELDS) as FigureName[];
const CHOICES = Object.keys(METHOD_CHOICES) as ChoiceName[];

/** How cells are measured, folded by default. */
export function MethodFields({ errors }: { errors: FormCheck['errors'] }) {
  const method = useWorkbench((state) => state.form.method);
  const device = useWorkbench(({ devices, form }) => devices.find(({ id }) => id === form.device));
  const setForm = useWorkbench((state) => state.setForm);
  const count = [...FIGURES, ...CHOICES].filter((name) => errors[name]).length;
  const set = (name: FigureName, text: string) => setForm({ method: { ...method, [name]: text } });
  return (
    <Disclosure
      label="Method"
      hint={`${method.minSamples}–${method.maxSamples} samples, ${method.cache}, seed ${method.seed}`}
      errors={count}
      testId="method"
    >
      {CHOICES.map((name) => (
        <div key={name} className="method-choice">
          <SelectField
            label={METHOD_CHOICES[name].label}
            value={method[name]}
            options={METHOD_CHOICES[name].choices.map((value) => ({ value, label: value }))}
            onChange={(text) => setForm({ method: chooseMethod(method, name, text) })}
          />
          <span className="hint" data-tone={errors[name] ? 'bad' : undefined}>
            {errors[name] ?? METHOD_CHOICES[name].hint}
          </span>
        </div>
      ))}
      {FIGURES.map((name) => {
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
              placeholder={fallbackText(name, device)}
              aria-invalid={errors[name] !== undefined}
              title={errors[name]}
              onChange={(event) => set(name, event.target.value)}
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

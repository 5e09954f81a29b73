import { useMemo } from 'react';
import { adoptionsOf, adoptionsText } from '../../../electron/ipc/tune/adoption-text.ts';
import { sharedParameters } from '../../../kernels/index.ts';
import type { FormCheck } from '../../model/form.ts';
import { adoptedOn } from '../../model/tuning.ts';
import { useWorkbench } from '../../state/store.ts';
import { Disclosure } from '../../widgets/disclosure.tsx';

interface ParameterFieldsProps extends Pick<FormCheck, 'contenders' | 'problems'> {
  errors: FormCheck['parameterErrors'];
}

/** Values to try for the parameters of generated contenders; each makes a contender of its own. */
export function ParameterFields({ errors, contenders, problems }: ParameterFieldsProps) {
  const variation = useWorkbench((state) => state.form.variation);
  const setForm = useWorkbench((state) => state.setForm);
  const parameters = useMemo(() => Object.entries(sharedParameters(contenders)), [contenders]);
  const adopted = useWorkbench(({ tuner, devices, form }) =>
    adoptedOn(
      tuner,
      devices.find(({ id }) => id === form.device),
    ),
  );
  const used = useMemo(
    () => adoptionsText(adoptionsOf(adopted, { problems: [...problems], contenders: [...contenders] })),
    [adopted, problems, contenders],
  );
  const varied = parameters.filter(([name]) => variation[name]);
  if (parameters.length === 0) return null;
  return (
    <Disclosure
      label="Parameters"
      hint={
        varied.map(([name, { label }]) => `${label} ${variation[name]}`).join(', ') ||
        (used ?? 'tuned defaults')
      }
      forceOpen={Object.keys(errors).length > 0}
      testId="parameters"
    >
      {parameters.map(([name, { label, choices }]) => (
        <label key={name} className="method-row option-row">
          <span className="label" title={`Comma-separated: ${choices.join(', ')}`}>
            {label}
          </span>
          <input
            className="field num"
            value={variation[name] ?? ''}
            placeholder="tuned"
            title={errors[name] ?? choices.join(', ')}
            aria-invalid={errors[name] !== undefined}
            onChange={(event) => setForm({ variation: { ...variation, [name]: event.target.value } })}
          />
          {errors[name] && (
            <span className="hint" data-tone="bad">
              {errors[name]}
            </span>
          )}
        </label>
      ))}
    </Disclosure>
  );
}

import { useMemo } from 'react';
import { sharedParameters } from '../../../kernels/index.ts';
import type { FormCheck } from '../../model/form.ts';
import { useWorkbench } from '../../state/store.ts';
import { Disclosure } from '../../widgets/disclosure.tsx';

interface ParameterFieldsProps extends Pick<FormCheck, 'contenders'> {
  errors: FormCheck['parameterErrors'];
}

/** Values to try for the parameters of generated contenders; each makes a contender of its own. */
export function ParameterFields({ errors, contenders }: ParameterFieldsProps) {
  const variation = useWorkbench((state) => state.form.variation);
  const setForm = useWorkbench((state) => state.setForm);
  const parameters = useMemo(() => Object.entries(sharedParameters(contenders)), [contenders]);
  const varied = parameters.filter(([name]) => variation[name]);
  if (parameters.length === 0) return null;
  return (
    <Disclosure
      label="Parameters"
      hint={varied.map(([name, { label }]) => `${label} ${variation[name]}`).join(', ') || 'tuned defaults'}
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

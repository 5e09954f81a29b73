import { useMemo } from 'react';
import { acceptedBy, type Field, familyOf, optionsLabel, type Problem } from '../../../kernels/index.ts';
import { type FormCheck, optionFields } from '../../model/sweep-form.ts';
import { useWorkbench } from '../../state/store.ts';
import { Icon } from '../../widgets/icon.tsx';

/** Everything else that a problem of the family can be asked for: folded away, with what differs from the defaults. */
export function OptionFields({
  errors,
  problems,
}: Pick<FormCheck, 'problems'> & { errors: FormCheck['optionErrors'] }) {
  const op = useWorkbench((state) => state.form.op);
  const options = useWorkbench((state) => state.form.options);
  const setForm = useWorkbench((state) => state.setForm);
  const fields = useMemo(() => optionFields(familyOf({ op } as Problem)), [op]);
  const isWrong = Object.keys(errors).length > 0;
  const [first] = problems;
  const differing = first ? optionsLabel(first) : '';
  return (
    <details className="method" open={isWrong || undefined} data-testid="options">
      <summary>
        <Icon name="chevronRight" size={12} />
        Options
        <span className="hint truncate" title={differing || undefined}>
          {differing || 'at their defaults'}
        </span>
      </summary>
      {fields.map(([name, field]) => (
        <div key={name} className="method-row option-row">
          <label className="label" htmlFor={`option-${name}`} title={`${field.label}: ${acceptedBy(field)}`}>
            {field.label}
          </label>
          <OptionWidget
            name={name}
            field={field}
            text={options[name] ?? ''}
            error={errors[name]}
            onChange={(text) => setForm({ options: { ...options, [name]: text } })}
          />
          {errors[name] && (
            <span className="hint" data-tone="bad">
              {errors[name]}
            </span>
          )}
        </div>
      ))}
      {Object.values(options).some((text) => text !== '') && (
        <button type="button" className="chip options-reset" onClick={() => setForm({ options: {} })}>
          Back to the defaults
        </button>
      )}
    </details>
  );
}

interface OptionWidgetProps {
  name: string;
  field: Field;
  /** Empty for the default. */
  text: string;
  error: string | undefined;
  onChange(text: string): void;
}

/** A number is typed, a choice is chosen, a flag is ticked. */
function OptionWidget({ name, field, text, error, onChange }: OptionWidgetProps) {
  const common = { id: `option-${name}`, title: error, 'aria-invalid': error !== undefined };
  if (field.kind === 'flag') {
    const isOn = (text === '' ? field.default : text === 'true') as boolean;
    return (
      <input
        {...common}
        type="checkbox"
        checked={isOn}
        onChange={(event) =>
          onChange(event.target.checked === field.default ? '' : String(event.target.checked))
        }
      />
    );
  }
  if (field.kind === 'choice') {
    return (
      <span className="select">
        <select {...common} className="field" value={text} onChange={(event) => onChange(event.target.value)}>
          <option value="">{field.default ?? 'auto'}</option>
          {field.choices
            .filter((choice) => choice !== field.default)
            .map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
        </select>
        <Icon name="chevronDown" size={12} />
      </span>
    );
  }
  return (
    <input
      {...common}
      className="field num"
      inputMode="decimal"
      value={text}
      placeholder={String(field.default ?? 'auto')}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

import { useMemo } from 'react';
import { acceptedBy, type Field, familyOf, optionsLabel, type Problem } from '../../../kernels/index.ts';
import { type FormCheck, optionFields } from '../../model/form.ts';
import { useWorkbench } from '../../state/store.ts';
import { Disclosure } from '../../widgets/disclosure.tsx';
import { Icon } from '../../widgets/icon.tsx';

/** Everything else that a problem of the family can be asked for: folded away, with what differs from the defaults. */
export function OptionFields({
  errors,
  problems,
}: Pick<FormCheck, 'problems'> & { errors: FormCheck['optionErrors'] }) {
  const op = useWorkbench((state) => state.form.op);
  const options = useWorkbench((state) => state.form.options);
  const setForm = useWorkbench((state) => state.setForm);
  const family = familyOf({ op } as Problem);
  const fields = useMemo(() => optionFields(family), [family]);
  const [first] = problems;
  const differing = first ? optionsLabel(first) : '';
  return (
    <Disclosure
      label="Options"
      hint={differing || 'at their defaults'}
      forceOpen={Object.keys(errors).length > 0}
      testId="options"
    >
      {fields.map(([name, field]) => (
        <div key={name} className="method-row option-row">
          <label className="label" htmlFor={`option-${name}`} title={`${field.label}: ${acceptedBy(field)}`}>
            {field.label}
          </label>
          <OptionWidget
            name={name}
            field={field}
            usual={String(field.default ?? family.square(1)[name] ?? 'auto')}
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
    </Disclosure>
  );
}

interface OptionWidgetProps {
  name: string;
  field: Field;
  /** What it is unless it is said. */
  usual: string;
  /** Empty for the default. */
  text: string;
  error: string | undefined;
  onChange(text: string): void;
}

/** A number is typed, a choice is chosen, a flag is ticked. */
function OptionWidget({ name, field, usual, text, error, onChange }: OptionWidgetProps) {
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
          <option value="">{usual}</option>
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
      placeholder={usual}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

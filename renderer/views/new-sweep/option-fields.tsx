import { useMemo } from 'react';
import {
  acceptedBy,
  type Field,
  familyOf,
  optionsLabel,
  type Problem,
  usualValue,
} from '../../../kernels/index.ts';
import { type FormCheck, optionFields } from '../../model/form.ts';
import { useWorkbench } from '../../state/store.ts';
import { Disclosure } from '../../widgets/disclosure.tsx';
import { Icon } from '../../widgets/icon.tsx';

interface OptionFieldsProps extends Pick<FormCheck, 'problems'> {
  errors: FormCheck['optionErrors'];
  whereError: string | undefined;
}

/** Which sizes, and the other fields of the problems, folded by default, with those that differ from their defaults. */
export function OptionFields({ errors, whereError, problems }: OptionFieldsProps) {
  const where = useWorkbench((state) => state.form.where);
  const op = useWorkbench((state) => state.form.op);
  const options = useWorkbench((state) => state.form.options);
  const setForm = useWorkbench((state) => state.setForm);
  const family = familyOf({ op } as Problem);
  const fields = useMemo(() => optionFields(family), [family]);
  const [first] = problems;
  const changes = [where.trim() && `where ${where}`, first && optionsLabel(first)].filter(Boolean);
  return (
    <Disclosure
      label="Options"
      hint={changes.join(', ') || 'defaults'}
      errors={Object.keys(errors).length + (whereError === undefined ? 0 : 1)}
      testId="options"
    >
      <label className="method-row option-row">
        <span className="label" title="A condition over the extents, which the sizes have to fulfil">
          Sizes where
        </span>
        <input
          className="field mono"
          value={where}
          placeholder="all"
          spellCheck={false}
          autoComplete="off"
          title={whereError}
          aria-invalid={whereError !== undefined}
          onChange={(event) => setForm({ where: event.target.value })}
        />
        {whereError && (
          <span className="hint" data-tone="bad">
            {whereError}
          </span>
        )}
      </label>
      {fields.map(([name, field]) => (
        <div key={name} className="method-row option-row">
          <label className="label" htmlFor={`option-${name}`} title={`${field.label}: ${acceptedBy(field)}`}>
            {field.label}
          </label>
          <OptionWidget
            name={name}
            field={field}
            fallback={String(usualValue(field) ?? family.square(1)[name] ?? 'auto')}
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
      {[where, ...Object.values(options)].some((text) => text !== '') && (
        <button
          type="button"
          className="chip options-reset"
          onClick={() => setForm({ where: '', options: {} })}
        >
          Reset to defaults
        </button>
      )}
    </Disclosure>
  );
}

interface OptionWidgetProps {
  name: string;
  field: Field;
  /** The value if the text is empty. */
  fallback: string;
  text: string;
  error: string | undefined;
  onChange(text: string): void;
}

/** A checkbox for a flag, a menu for a choice, a text field for a number. */
function OptionWidget({ name, field, fallback, text, error, onChange }: OptionWidgetProps) {
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
          <option value="">{fallback}</option>
          {field.choices
            .filter((choice) => choice !== usualValue(field))
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
      placeholder={fallback}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

import { Icon } from '../../widgets/icon.tsx';

interface SelectFieldProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange(value: T): void;
}

/** A labelled menu. */
export function SelectField<T extends string>({ label, value, options, onChange }: SelectFieldProps<T>) {
  return (
    <label className="form-row">
      <span className="label">{label}</span>
      <span className="select">
        <select
          className="field"
          value={value}
          disabled={options.length === 0}
          onChange={(event) => onChange(event.target.value as T)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="chevronDown" size={12} />
      </span>
    </label>
  );
}

import { Icon } from './icon.tsx';

export interface SelectProps<T extends string> {
  /** For its label. */
  id?: string;
  /** For screen readers, where it has no label. */
  name?: string;
  value: T;
  options: readonly { value: T; label: string }[];
  disabled?: boolean;
  onChange(value: T): void;
}

/** A menu of the system, drawn like the other controls. */
export function Select<T extends string>({ id, name, value, options, disabled, onChange }: SelectProps<T>) {
  return (
    <span className="select">
      <select
        id={id}
        className="field"
        aria-label={name}
        value={value}
        disabled={disabled}
        onChange={({ target }) => onChange(target.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="chevronDown" size={12} />
    </span>
  );
}

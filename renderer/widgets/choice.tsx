import { Icon } from './icon.tsx';

interface ChoiceProps {
  label: string;
  title?: string;
  value: string;
  options: readonly { value: string; label: string }[];
  /** Names the choice beside it; else only for screen readers. */
  showsLabel?: boolean;
  onChange(value: string): void;
}

/** A menu in a row of controls. */
export function Choice({ label, title, value, options, showsLabel = false, onChange }: ChoiceProps) {
  const known = options.some((option) => option.value === value) ? value : (options[0]?.value ?? '');
  return (
    <span className="choice" title={title}>
      {showsLabel && (
        <span className="quiet" aria-hidden="true">
          {label}
        </span>
      )}
      <span className="select">
        <select
          className="field"
          aria-label={label}
          value={known}
          onChange={({ target }) => onChange(target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="chevronDown" size={12} />
      </span>
    </span>
  );
}

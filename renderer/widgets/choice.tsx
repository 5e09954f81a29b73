import { Select } from './select.tsx';

interface ChoiceProps {
  label: string;
  title?: string;
  value: string;
  options: readonly { value: string; label: string }[];
  /** Beside it, where the chosen value alone does not tell what it is. */
  sign?: string;
  onChange(value: string): void;
}

/** A menu in a row of controls. */
export function Choice({ label, title, value, options, sign, onChange }: ChoiceProps) {
  const known = options.some((option) => option.value === value) ? value : (options[0]?.value ?? '');
  return (
    <span className="choice" title={title}>
      {sign && (
        <span className="quiet" aria-hidden="true">
          {sign}
        </span>
      )}
      <Select name={label} value={known} options={options} onChange={onChange} />
    </span>
  );
}

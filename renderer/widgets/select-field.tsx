import { useId } from 'react';
import { Select, type SelectProps } from './select.tsx';

interface SelectFieldProps<T extends string> extends Pick<SelectProps<T>, 'value' | 'options' | 'onChange'> {
  label: string;
}

/** A labelled menu. */
export function SelectField<T extends string>({ label, options, ...select }: SelectFieldProps<T>) {
  const id = useId();
  return (
    <label className="form-row" htmlFor={id}>
      <span className="label">{label}</span>
      <Select {...select} id={id} options={options} disabled={options.length === 0} />
    </label>
  );
}

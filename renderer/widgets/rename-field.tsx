import { useRef } from 'react';

interface RenameFieldProps {
  label: string;
  name: string;
  maxLength: number;
  placeholder?: string;
  mayBeEmpty?: boolean;
  /** A new name, which is only empty where that may be. */
  onRename(name: string): void;
  onClose(): void;
}

// A stable function, which React calls once and not after every redraw.
const selectOnMount = (input: HTMLInputElement | null) => {
  input?.focus();
  input?.select();
};

/** Renames in the place of the name: Enter and a click elsewhere do, Escape does not. */
export function RenameField(props: RenameFieldProps) {
  const { label, name, maxLength, placeholder, mayBeEmpty = false, onRename, onClose } = props;
  /** What closes the field also takes the focus from it. */
  const isClosed = useRef(false);
  const close = (text: string | null) => {
    if (isClosed.current) return;
    isClosed.current = true;
    onClose();
    const next = text?.trim() ?? name;
    if (next !== name && (next || mayBeEmpty)) onRename(next);
  };
  return (
    <input
      className="field"
      aria-label={label}
      defaultValue={name}
      maxLength={maxLength}
      placeholder={placeholder}
      spellCheck={false}
      autoComplete="off"
      ref={selectOnMount}
      onBlur={(event) => close(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== 'Escape' && event.key !== 'Enter') return;
        // It may stand in a form, which is not to be sent, or in a dialog, which is not to be closed.
        event.preventDefault();
        close(event.key === 'Enter' ? event.currentTarget.value : null);
      }}
    />
  );
}

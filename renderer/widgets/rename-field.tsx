interface RenameFieldProps {
  label: string;
  name: string;
  maxLength: number;
  /** A new name that is not empty. */
  onRename(name: string): void;
  onClose(): void;
}

// A stable function, which React calls once and not after every redraw.
const selectOnMount = (input: HTMLInputElement | null) => {
  input?.focus();
  input?.select();
};

/** Renames in the place of the name: Enter does, Escape or another click do not. */
export function RenameField({ label, name, maxLength, onRename, onClose }: RenameFieldProps) {
  return (
    <input
      className="field"
      aria-label={label}
      defaultValue={name}
      maxLength={maxLength}
      spellCheck={false}
      autoComplete="off"
      ref={selectOnMount}
      onBlur={onClose}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') onClose();
        if (event.key !== 'Enter') return;
        // It may stand in a form, which is not to be sent.
        event.preventDefault();
        const next = event.currentTarget.value.trim();
        onClose();
        if (next && next !== name) onRename(next);
      }}
    />
  );
}

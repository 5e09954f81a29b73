import { type ReactNode, useState } from 'react';
import { formatItems } from '../../electron/ipc/figures.ts';
import { Icon } from './icon.tsx';

interface DisclosureProps {
  label: string;
  /** A summary of the contents, while folded. */
  hint: string;
  /** Mistakes inside: the first of them unfolds it, and while it is folded their number is shown. */
  errors: number;
  testId?: string;
  children: ReactNode;
}

/** A part of a form that can be folded. */
export function Disclosure({ label, hint, errors, testId, children }: DisclosureProps) {
  const [isOpen, setOpen] = useState(errors > 0);
  const [before, setBefore] = useState(errors);
  if (before !== errors) {
    setBefore(errors);
    if (before === 0) setOpen(true);
  }
  return (
    <details
      className="method"
      open={isOpen}
      data-testid={testId}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <Icon name="chevronRight" size={12} />
        {label}
        {errors > 0 && !isOpen ? (
          <span className="hint" data-tone="bad">
            {formatItems(errors, 'mistake')}
          </span>
        ) : (
          <span className="hint truncate" title={hint}>
            {hint}
          </span>
        )}
      </summary>
      {children}
    </details>
  );
}

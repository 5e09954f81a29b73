import { type ReactNode, useState } from 'react';
import { Icon } from './icon.tsx';

interface DisclosureProps {
  label: string;
  /** A summary of the contents, while folded. */
  hint: string;
  /** Unfold it, as for an error inside. */
  forceOpen: boolean;
  testId?: string;
  children: ReactNode;
}

/** A part of a form that can be folded. */
export function Disclosure({ label, hint, forceOpen, testId, children }: DisclosureProps) {
  // Kept here and not by the browser, so that what was opened by hand stays open after an error is corrected.
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className="method"
      open={isOpen || forceOpen}
      data-testid={testId}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <Icon name="chevronRight" size={12} />
        {label}
        <span className="hint truncate" title={hint}>
          {hint}
        </span>
      </summary>
      {children}
    </details>
  );
}

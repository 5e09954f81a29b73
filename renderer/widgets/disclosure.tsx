import { type ReactNode, useState } from 'react';
import { Icon } from './icon.tsx';

interface DisclosureProps {
  label: string;
  /** What is inside, in a few words, while it is folded away. */
  hint: string;
  /** Something inside wants to be seen. */
  forceOpen: boolean;
  testId?: string;
  children: ReactNode;
}

/** A part of a form that is folded away until it is wanted. */
export function Disclosure({ label, hint, forceOpen, testId, children }: DisclosureProps) {
  // Kept here and not by the browser: what was opened by hand stays open once nothing forces it.
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

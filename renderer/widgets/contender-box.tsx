import type { ReactNode } from 'react';

interface ContenderBoxProps {
  description: string;
  /** Why it cannot be chosen; null if it can. */
  reason: string | null;
  isChosen: boolean;
  onToggle(isOn: boolean): void;
  children: ReactNode;
}

/** A contender to choose. */
export function ContenderBox({ description, reason, isChosen, onToggle, children }: ContenderBoxProps) {
  return (
    <label className="check" title={reason ?? description} data-disabled={reason !== null || undefined}>
      <input
        type="checkbox"
        checked={reason === null && isChosen}
        disabled={reason !== null}
        onChange={(event) => onToggle(event.target.checked)}
      />
      {children}
    </label>
  );
}

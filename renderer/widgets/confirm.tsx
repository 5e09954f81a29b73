import { Button } from './button.tsx';

interface ConfirmProps {
  label: string;
  question: string;
  /** What the button of consent says. */
  action: string;
  onConfirm(): void;
  onClose(): void;
}

// A stable function, which React calls once and not after every redraw.
const focusOnMount = (button: HTMLButtonElement | null) => button?.focus();

/** Asks, in the place of what would be lost. */
export function Confirm({ label, question, action, onConfirm, onClose }: ConfirmProps) {
  return (
    <div
      role="alertdialog"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        // Nor does it close the dialog that it stands in.
        event.preventDefault();
        onClose();
      }}
    >
      <p className="confirm">{question}</p>
      <span className="confirm-tools">
        <Button
          size="small"
          kind="danger"
          ref={focusOnMount}
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {action}
        </Button>
        <Button size="small" onClick={onClose}>
          Cancel
        </Button>
      </span>
    </div>
  );
}

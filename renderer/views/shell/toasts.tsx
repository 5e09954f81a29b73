import { useEffect, useState } from 'react';
import { useWorkbench } from '../../state/store.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';

/** Long enough to read a path, or to see that the wrong run is gone. */
const SHOWN_MS = 10_000;

/** What has just been done. It stays while the pointer or the focus is on it. */
export function Toasts() {
  const toast = useWorkbench((state) => state.toast);
  const tell = useWorkbench((state) => state.tell);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (!toast || isHeld) return;
    const timer = setTimeout(() => tell(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, isHeld, tell]);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toast && (
        // biome-ignore lint/a11y/noStaticElementInteractions: only holds the toast while somebody reads it
        <div
          className="toast"
          data-testid="toast"
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <Icon name="check" size={14} />
          <p>{toast.message}</p>
          {toast.action && (
            <Button
              size="small"
              kind="plain"
              onClick={() => {
                const { action } = toast;
                tell(null);
                setHeld(false);
                action?.run();
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <IconButton
            size="small"
            icon="cross"
            label="Dismiss"
            onClick={() => {
              setHeld(false);
              tell(null);
            }}
          />
        </div>
      )}
    </div>
  );
}

import { useEffect, useState } from 'react';
import { Icon } from '../../widgets/icon.tsx';

/** Says that files can be dropped while some are dragged over the window. Preload opens them: a page learns no path. */
export function DropZone() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const enter = ({ dataTransfer }: DragEvent) => setOver(dataTransfer?.types.includes('Files') ?? false);
    window.addEventListener('dragenter', enter);
    return () => window.removeEventListener('dragenter', enter);
  }, []);
  useEffect(() => {
    if (!isOver) return;
    const end = () => setOver(false);
    // From one element to the next, an element is left for another.
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) end();
    };
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', end);
    // The pointer tells nothing while it drags: what was dragged is gone.
    window.addEventListener('pointermove', end);
    return () => {
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', end);
      window.removeEventListener('pointermove', end);
    };
  }, [isOver]);
  return isOver ? (
    <div className="drop-zone" role="status" data-testid="drop-zone">
      <p>
        <Icon name="import" />
        Drop runs to open them
      </p>
    </div>
  ) : null;
}

import type { OpenedCell } from '../../../electron/ipc/edit/edit-schema.ts';
import { formatItems } from '../../../electron/ipc/figures.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { useWorkbench } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';

/** Asks before anything of a text that came with a file is compiled. */
export function Consent({ cell }: { cell: OpenedCell }) {
  const { from, generator } = cell.origin;
  const agreeToCompile = useWorkbench((state) => state.agreeToCompile);
  const closeEditor = useWorkbench((state) => state.closeEditor);
  const lines = cell.texts.reduce((count, text) => count + text.split('\n').length, 0);
  return (
    <Dialog label="Compile and run this text?" className="consent" onClose={() => void closeEditor()}>
      <h2>Compile and run this text?</h2>
      <p>
        {formatItems(lines, 'line')} of MSL of <strong>{contenderLabel(cell.contender)}</strong> came with a
        file: the run “{cell.runName}”, measured {from}. The file says that {generator} made it.
      </p>
      <p>
        Editing a copy compiles it as you type, and runs it on this computer when it is checked and timed. On
        the CPU device it is native code that runs with your rights. Look at it first if you do not trust
        where it is from.
      </p>
      <p className="quiet">
        This holds for this run until Tilescope quits. So far nothing of it was compiled.
      </p>
      <div className="consent-actions">
        <Button onClick={() => void closeEditor()}>Cancel</Button>
        <Button kind="primary" data-testid="agree" onClick={() => void agreeToCompile()}>
          Compile and run
        </Button>
      </div>
    </Dialog>
  );
}

import { useEffect, useRef } from 'react';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { shownTuning } from '../../state/tune-slice.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { AdoptedList } from './adopted-list.tsx';
import { NewTuning } from './new-tuning.tsx';
import { TuningList } from './tuning-list.tsx';
import { TuningResult } from './tuning-result.tsx';

/** The tuner, in the place of the sweep's views: tunings and what was adopted of them, and what one has found. */
export function TuneView() {
  const isOpen = useWorkbench(({ tuneView }) => tuneView.isOpen);
  return isOpen ? <OpenTuneView /> : null;
}

function OpenTuneView() {
  const isAsking = useWorkbench(({ tuneView }) => tuneView.isAsking);
  const tuning = useWorkbench(shownTuning);
  const run = useWorkbench((state) => state.run?.id);
  const { closeTuner, askForTuning } = useWorkbenchStore().getState();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  // A run that is opened, or begins, is shown by the views that this one hides.
  const before = useRef(run);
  useEffect(() => {
    if (run !== before.current) closeTuner();
  }, [run, closeTuner]);
  return (
    <main
      className="tune"
      data-testid="tune-view"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.stopPropagation();
        closeTuner();
      }}
    >
      <header className="pane-header">
        <h2 ref={heading} tabIndex={-1}>
          Tuner
        </h2>
        <span className="quiet">Faster parameters, found by racing them</span>
        <span className="spacer" />
        <Button
          kind="primary"
          size="small"
          icon="plus"
          data-testid="new-tuning"
          title={withKeys('New tuning', 'new-tuning')}
          onClick={askForTuning}
        >
          New tuning
        </Button>
        <IconButton
          size="small"
          icon="cross"
          label={withKeys('Close the tuner', 'tune')}
          onClick={closeTuner}
        />
      </header>
      <div className="tune-columns">
        <aside className="tune-lists" aria-label="Tunings and adopted defaults">
          <TuningList shown={tuning?.id} />
          <AdoptedList />
        </aside>
        {tuning ? (
          <TuningResult key={tuning.id} tuning={tuning} />
        ) : (
          <div className="tune-empty">
            <h3>No tunings yet</h3>
            <p>
              A tuning searches the parameters of generated kernels for faster ones, class of sizes by class.
              Each is verified before it is timed, and beside today's defaults. What is certainly faster can
              become the defaults of this device.
            </p>
            <Button kind="primary" icon="plus" onClick={askForTuning}>
              New tuning
            </Button>
          </div>
        )}
      </div>
      {isAsking && <NewTuning />}
    </main>
  );
}

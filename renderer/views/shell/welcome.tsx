import { useEffect, useMemo, useRef } from 'react';
import { labelOf } from '../../model/contender-style.ts';
import { problemsBySizeLabel, quickRequest } from '../../model/form.ts';
import { useWorkbench } from '../../state/store.ts';
import { useStartQuick } from '../../state/sweep-actions.ts';
import { Button } from '../../widgets/button.tsx';
import { Keys } from '../../widgets/key.tsx';
import { Swatch } from '../../widgets/marker.tsx';
import { usePlatform } from './use-platform.ts';

/** The first thing anyone sees: one button that measures this machine. It has the focus, so Enter does it too. */
export function Welcome() {
  const devices = useWorkbench((state) => state.devices);
  const ready = useWorkbench((state) => state.arrived.devices);
  const chosen = useWorkbench((state) => state.form.device);
  const importRun = useWorkbench((state) => state.importRun);
  const startQuick = useStartQuick();
  const platform = usePlatform();
  const button = useRef<HTMLButtonElement>(null);
  const request = useMemo(() => quickRequest(devices, chosen), [devices, chosen]);
  const device = devices.find(({ id }) => id === request?.device);
  useEffect(() => {
    if (request) button.current?.focus();
  }, [request]);
  return (
    <section className="welcome" aria-label="Welcome" data-testid="welcome">
      <h1>Measure this machine</h1>
      <p className="welcome-lead">
        Tilescope generates Metal kernels, verifies every result against float64, and times each kernel beside
        the library to beat.
      </p>
      {request && device ? (
        <dl className="welcome-plan">
          <dt>Problem</dt>
          <dd>{problemsBySizeLabel(request.problems)}</dd>
          <dt>Device</dt>
          <dd>{device.name}</dd>
          <dt>Contenders</dt>
          <dd>
            {request.contenders.map((id) => (
              <span key={id} className="welcome-contender">
                <Swatch contender={id} /> {labelOf(id)}
              </span>
            ))}
          </dd>
        </dl>
      ) : (
        <p className="quiet">
          {ready ? 'No device answered. The log in the drawer says why.' : 'Looking for devices…'}
        </p>
      )}
      <div className="welcome-actions">
        <Button
          ref={button}
          kind="primary"
          size="large"
          icon="play"
          disabled={!request}
          data-testid="quick-sweep"
          onClick={startQuick}
        >
          Run the quick sweep <Keys combo="enter" platform={platform} />
        </Button>
        <Button size="large" icon="import" onClick={() => importRun()}>
          Import a run
        </Button>
      </div>
      <p className="hint">
        Or set up a sweep of your own on the left. <Keys combo="mod+k" platform={platform} /> finds every
        command.
      </p>
    </section>
  );
}

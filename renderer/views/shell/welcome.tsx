import { useEffect, useMemo, useRef } from 'react';
import { contenderLabel } from '../../../kernels/index.ts';
import { COMMAND_KEYS } from '../../model/command-keys.ts';
import { problemsBySizeLabel, quickRequest } from '../../model/form.ts';
import { isMeasuring } from '../../state/noise-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { useStartQuick } from '../../state/sweep-actions.ts';
import { Button } from '../../widgets/button.tsx';
import { Keys } from '../../widgets/key.tsx';
import { Swatch } from '../../widgets/marker.tsx';

/**
 * The first page: one button that measures this machine, focused so that Enter starts it, and other ways to begin. What
 * arrives later stands below the buttons, which so never move from under the pointer.
 */
export function Welcome() {
  const devices = useWorkbench((state) => state.devices);
  const ready = useWorkbench((state) => state.arrived.devices);
  const chosen = useWorkbench((state) => state.form.device);
  const starting = useWorkbench((state) => state.starting);
  const busy = useWorkbench(isMeasuring);
  const importRun = useWorkbench((state) => state.importRun);
  const openDemo = useWorkbench((state) => state.openDemo);
  const setDialog = useWorkbench((state) => state.setDialog);
  const startQuick = useStartQuick();
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
        Tilescope generates Metal kernels, verifies every result against float64, and times each kernel
        against the system’s libraries.
      </p>
      <div className="welcome-actions">
        <Button
          ref={button}
          kind="primary"
          size="large"
          icon="play"
          disabled={!request || busy}
          data-testid="quick-sweep"
          onClick={startQuick}
        >
          {starting ? 'Starting…' : 'Run quick sweep'} {!starting && <Keys combo="enter" />}
        </Button>
        <Button size="large" icon="plus" onClick={() => setDialog('new-sweep')}>
          New sweep…
        </Button>
        <Button size="large" icon="import" onClick={() => importRun()}>
          Open run…
        </Button>
        <Button size="large" icon="play" data-testid="demo" onClick={() => openDemo()}>
          Demo
        </Button>
      </div>
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
                <Swatch contender={id} /> {contenderLabel(id)}
              </span>
            ))}
          </dd>
        </dl>
      ) : (
        <p className="quiet">
          {ready ? 'No device found. See the log below for details.' : 'Looking for devices…'}
        </p>
      )}
      <p className="hint">
        The demo is a recorded run: nothing is measured. Press <Keys combo={COMMAND_KEYS.palette} /> to find
        any command.
      </p>
    </section>
  );
}

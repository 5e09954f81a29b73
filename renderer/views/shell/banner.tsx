import type { ReactNode } from 'react';
import type { Failure, Run } from '../../../electron/ipc/types.ts';
import { countDone } from '../../model/cells.ts';
import { isMeasuring } from '../../state/noise-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';

/** Why a run stopped early, what was kept, and how to resume it. */
export function RunBanner({ run }: { run: Run }) {
  const resume = useWorkbench((state) => state.resume);
  const readOnly = useWorkbench((state) => state.readOnly);
  const busy = useWorkbench(isMeasuring);
  if (run.status !== 'interrupted' && run.status !== 'cancelled') return null;
  const interrupted = run.status === 'interrupted';
  const done = countDone(run.cells);
  return (
    <div
      className="banner"
      data-tone={interrupted ? 'bad' : 'warn'}
      role={interrupted ? 'alert' : 'status'}
      data-testid="banner"
    >
      <Icon name="warning" />
      <p>
        <strong>{interrupted ? 'Run interrupted. ' : 'Run cancelled. '}</strong>
        {run.failure && `${run.failure.message} `}
        {done} of {run.cells.length} cells were kept{readOnly ? '.' : '; resume to measure the rest.'}
      </p>
      {!readOnly && (
        <Button
          size="small"
          icon="resume"
          disabled={busy}
          data-testid="resume"
          onClick={() => resume(run.id)}
        >
          Resume
        </Button>
      )}
    </div>
  );
}

/** What keeps the runs from being saved, and the failure of a request until it is dismissed. */
export function Notices() {
  const trouble = useWorkbench((state) => state.trouble);
  const notice = useWorkbench((state) => state.notice);
  const notify = useWorkbench((state) => state.notify);
  return (
    <>
      {trouble && <FailureBanner failure={trouble} testId="trouble" />}
      {notice && (
        <FailureBanner failure={notice} testId="notice">
          <IconButton size="small" icon="cross" label="Dismiss" onClick={() => notify(null)} />
        </FailureBanner>
      )}
    </>
  );
}

function FailureBanner(props: { failure: Failure; testId: string; children?: ReactNode }) {
  const { failure, testId, children } = props;
  return (
    <div className="banner" data-tone="bad" role="alert" data-testid={testId}>
      <Icon name="warning" />
      <p title={failure.code}>{failure.message}</p>
      {children}
    </div>
  );
}

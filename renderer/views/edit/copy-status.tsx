import { checkText, compileText, hasErrors } from '../../model/copy.ts';
import type { CopyWatch } from '../../state/copy-watch.ts';
import { useWorkbench } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';

const ACTIVITIES: Readonly<Record<CopyWatch['activity'], string>> = {
  idle: '',
  compiling: 'Compiling…',
  checking: 'Checking…',
  paused: 'Diagnostics pause while measuring',
};

/** What the compiler and the check say of the copy, in a line. */
export function CopyStatus({ known }: { known: CopyWatch }) {
  const checkCopy = useWorkbench((state) => state.checkCopy);
  const { activity, diagnostics, check, failure } = known;
  const isBroken = diagnostics !== null && hasErrors(diagnostics);
  const isUnsafe = check !== null && (check.findings.length > 0 || check.failure !== null);
  return (
    <div className="copy-status" aria-live="polite" data-testid="copy-status">
      {diagnostics && (
        <span data-tone={isBroken ? 'bad' : diagnostics.length > 0 ? 'doubt' : 'good'}>
          {compileText(diagnostics)}
        </span>
      )}
      {check && (
        <span className="truncate" data-tone={isUnsafe ? 'bad' : 'good'} title={checkText(check)}>
          {checkText(check)}
        </span>
      )}
      {failure && <span data-tone="bad">{failure.message}</span>}
      {activity !== 'idle' && <span className="quiet">{ACTIVITIES[activity]}</span>}
      {activity === 'idle' && diagnostics && !isBroken && !check && (
        <Button size="small" kind="plain" onClick={() => void checkCopy()}>
          Check
        </Button>
      )}
    </div>
  );
}

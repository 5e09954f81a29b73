import { nextDiagnostic } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import { checkText, compileText, hasErrors, type Tone } from '../../model/copy.ts';
import type { CopyWatch } from '../../state/copy-watch.ts';
import { useWorkbench } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';
import { inEditor } from './in-editor.ts';

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
        <Said
          text={compileText(diagnostics)}
          tone={isBroken ? 'bad' : diagnostics.length > 0 ? 'doubt' : 'good'}
          leads={diagnostics.length > 0}
        />
      )}
      {check && (
        <Said text={checkText(check)} tone={isUnsafe ? 'bad' : 'good'} leads={check.findings.length > 0} />
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

/** What leads to places in the text is a button. */
function Said({ text, tone, leads }: { text: string; tone: Tone; leads: boolean }) {
  if (!leads) {
    return (
      <span className="truncate" data-tone={tone} title={text}>
        {text}
      </span>
    );
  }
  return (
    <button
      type="button"
      className="said truncate"
      data-tone={tone}
      title={`${text}. Go to the next one (F8)`}
      onClick={() => inEditor(goToNext)}
    >
      {text}
    </button>
  );
}

function goToNext(view: EditorView): boolean {
  view.focus();
  return nextDiagnostic(view);
}

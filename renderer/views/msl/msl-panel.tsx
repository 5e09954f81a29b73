import { useDeferredValue, useMemo, useState } from 'react';
import { contenderLabel, type Pass, type Problem, type Target } from '../../../kernels/index.ts';
import { type KernelView, kernelView } from '../../model/kernel-view.ts';
import { problemLabel } from '../../model/problem-size.ts';
import { useWorkbench } from '../../state/store.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { Swatch } from '../../widgets/marker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { copyCode, findInCode, toggleFolds } from './code-actions.ts';
import { CodeViewer } from './code-viewer.tsx';
import { KernelFacts } from './kernel-facts.tsx';

export interface Shown {
  contender: string;
  problem: Problem;
  /** The target that the program is generated for. */
  target: Target;
  /** Why it is shown: "Pinned", "Sweep preview". */
  note: string;
}

/** The MSL of the selected cell, its configuration and its cost. */
export function MslPanel({ shown }: { shown: Shown | null }) {
  // The code may lag a frame behind the pointer.
  const deferred = useDeferredValue(shown);
  const view = useMemo(
    () => deferred && kernelView(deferred.contender, deferred.problem, deferred.target),
    [deferred],
  );
  const [chosen, choosePass] = useState(0);
  const passes = view?.kind === 'generated' ? view.passes : [];
  const pass = passes[chosen] ?? passes[0];
  return (
    <section className="msl-panel" aria-label="MSL" data-testid="msl-panel">
      <header className="pane-header">
        <h2>MSL</h2>
        {deferred && <span className="quiet truncate">{deferred.note}</span>}
        <span className="spacer" />
        {view?.kind === 'generated' && <Tools />}
      </header>
      {deferred && view ? (
        <>
          <div className="kernel-head">
            <p className="kernel-title">
              <Swatch contender={deferred.contender} />
              <strong>{contenderLabel(deferred.contender)}</strong>
            </p>
            <p className="quiet">{problemLabel(deferred.problem)}</p>
            <KernelFacts view={view} pass={pass} />
            {pass && passes.length > 1 && (
              <PassChoice passes={passes} chosen={passes.indexOf(pass)} onChoose={choosePass} />
            )}
          </div>
          <Body view={view} pass={pass} label={contenderLabel(deferred.contender)} />
        </>
      ) : (
        <p className="empty">Select a cell to see its kernel.</p>
      )}
    </section>
  );
}

interface PassChoiceProps {
  passes: readonly Pass[];
  chosen: number;
  onChoose(index: number): void;
}

/** Chooses one of the kernels that run one after the other. */
function PassChoice({ passes, chosen, onChoose }: PassChoiceProps) {
  const options = passes.map(({ kernel: { functionName } }, index) => ({
    value: String(index),
    label: `${index + 1} ${functionName}`,
  }));
  return (
    <Segmented
      label="Pass"
      value={String(chosen)}
      options={options}
      onChange={(value) => onChoose(Number(value))}
    />
  );
}

function Body({ view, pass, label }: { view: KernelView; pass: Pass | undefined; label: string }) {
  if (view.kind === 'generated') return <CodeViewer source={pass?.kernel.source ?? ''} />;
  if (view.kind === 'library') {
    return (
      <div className="explain">
        <Icon name="chip" size={20} />
        <h3>{label}: library routine</h3>
        <p>{view.description}. It has no MSL source; this is the call:</p>
        <pre className="mono">{view.call}</pre>
      </div>
    );
  }
  return (
    <div className="explain">
      <Icon name="warning" size={20} />
      <h3>No kernel for this problem</h3>
      {view.reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </div>
  );
}

function Tools() {
  const [copied, setCopied] = useState(false);
  const notify = useWorkbench((state) => state.notify);
  const copy = async () => setCopied(await copyCode(notify));
  return (
    <>
      <IconButton
        size="small"
        icon="search"
        label={withKeys('Find in MSL', 'find-msl')}
        onClick={findInCode}
      />
      <IconButton
        size="small"
        icon="fold"
        label={withKeys('Fold or unfold MSL', 'fold-msl')}
        onClick={toggleFolds}
      />
      <IconButton
        size="small"
        icon={copied ? 'check' : 'copy'}
        label={copied ? 'Copied' : withKeys('Copy MSL', 'copy-msl')}
        onClick={copy}
        onPointerLeave={() => setCopied(false)}
      />
    </>
  );
}

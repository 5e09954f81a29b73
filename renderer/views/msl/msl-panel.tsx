import { useDeferredValue, useMemo, useState } from 'react';
import type { Pass, Problem, Target } from '../../../kernels/index.ts';
import { labelOf } from '../../model/contender-style.ts';
import { type KernelView, kernelView } from '../../model/kernel-view.ts';
import { problemLabel } from '../../model/problem-size.ts';
import { useWorkbench } from '../../state/store.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Swatch } from '../../widgets/marker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { copyCode, findInCode, toggleFolds } from './code-actions.ts';
import { CodeViewer } from './code-viewer.tsx';
import { KernelFacts } from './kernel-facts.tsx';

export interface Shown {
  contender: string;
  problem: Problem;
  /** What its program is generated for. */
  target: Target;
  /** Why this one: "Pinned", "Preview of the next sweep". */
  note: string;
}

/** The text that ran for the selected cell, what produced it, and what it costs. */
export function MslPanel({ shown }: { shown: Shown | null }) {
  // Following the pointer comes first; the code may be a frame late.
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
              <strong>{labelOf(deferred.contender)}</strong>
            </p>
            <p className="quiet">{problemLabel(deferred.problem)}</p>
            <KernelFacts view={view} pass={pass} />
            {pass && passes.length > 1 && (
              <PassChoice passes={passes} chosen={passes.indexOf(pass)} onChoose={choosePass} />
            )}
          </div>
          <Body view={view} pass={pass} label={labelOf(deferred.contender)} />
        </>
      ) : (
        <p className="empty">Select a cell to see the kernel that ran.</p>
      )}
    </section>
  );
}

interface PassChoiceProps {
  passes: readonly Pass[];
  chosen: number;
  onChoose(index: number): void;
}

/** The kernels that run one after the other. */
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
        <h3>{label} is a library</h3>
        <p>{view.description}. There is no MSL to show: the call is</p>
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
      <IconButton size="small" icon="search" label="Find in MSL (/)" onClick={findInCode} />
      <IconButton size="small" icon="fold" label="Fold or unfold all (F)" onClick={toggleFolds} />
      <IconButton
        size="small"
        icon={copied ? 'check' : 'copy'}
        label={copied ? 'Copied' : 'Copy MSL (C)'}
        onClick={copy}
        onPointerLeave={() => setCopied(false)}
      />
    </>
  );
}

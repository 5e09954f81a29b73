import { useDeferredValue, useMemo, useState } from 'react';
import type { Kept } from '../../../electron/ipc/programs/keep-program.ts';
import {
  type AdoptedDefaults,
  contenderLabel,
  type Pass,
  type Problem,
  type Target,
} from '../../../kernels/index.ts';
import { type KernelView, kernelView } from '../../model/kernel-view.ts';
import type { LineCost } from '../../model/line-cost/line-cost.ts';
import type { Difference } from '../../model/msl-difference.ts';
import { problemLabel } from '../../model/problem-size.ts';
import { editableCell } from '../../state/edit-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { Swatch } from '../../widgets/marker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { Select } from '../../widgets/select.tsx';
import { PaneTools } from '../shell/pane.tsx';
import { copyCode, findInCode, toggleFolds } from './code-commands.ts';
import { CostSummary } from './cost-summary.tsx';
import { KernelFacts } from './kernel-facts.tsx';
import { CodeViewer } from './later-code-viewer.tsx';
import { showsLineCost, useLineCosts } from './use-line-costs.ts';
import { useOriginal } from './use-original.ts';

export interface Shown {
  contender: string;
  problem: Problem;
  /** The target that the program is generated for. */
  target: Target;
  /** The defaults of the run that replace ours. */
  adopted?: AdoptedDefaults;
  /** Which defaults those are: "adopted 30 Nov 2026, 12.3% less time". */
  defaults?: string;
  /** What the cell was measured with; null if that is not kept, or it was not measured. */
  program: Kept | null;
  isMeasured: boolean;
  /** Why it is shown: "Pinned", "Sweep preview". */
  note: string;
}

/** The MSL of the selected cell, its configuration and its cost. */
export function MslPanel({ shown }: { shown: Shown | null }) {
  // The code may lag a frame behind the pointer, and what is around it when the window opens.
  const deferred = useDeferredValue(shown, null);
  const view = useMemo(
    () =>
      deferred &&
      kernelView(deferred.contender, deferred.problem, deferred.target, deferred.program, deferred.adopted),
    [deferred],
  );
  const [chosen, choosePass] = useState(0);
  const passes = view?.kind === 'generated' ? view.passes : [];
  const pass = passes[chosen] ?? passes[0];
  const original = useOriginal(
    deferred?.contender ?? '',
    deferred?.problem ?? null,
    pass ? passes.indexOf(pass) : 0,
  );
  const costs = useLineCosts(pass);
  const setMslOther = useWorkbench((state) => state.setMslOther);
  return (
    <section className="msl-panel" aria-label="MSL" data-testid="msl-panel" data-pane="msl" tabIndex={-1}>
      <header className="pane-header">
        <h2>MSL</h2>
        {deferred && <span className="quiet truncate">{deferred.note}</span>}
        <span className="spacer" />
        {view?.kind === 'generated' && original.choices.length > 0 && (
          <IconButton
            size="small"
            icon="difference"
            label={withKeys('Compare with another contender or configuration', 'diff-msl')}
            aria-pressed={original.chosen !== null}
            onClick={() => setMslOther(original.chosen ? null : '')}
          />
        )}
        {view?.kind === 'generated' && <Tools />}
        <PaneTools pane="msl" />
      </header>
      {deferred && view ? (
        <>
          <div className="kernel-head">
            <p className="kernel-title">
              <Swatch contender={deferred.contender} />
              <strong>{contenderLabel(deferred.contender)}</strong>
            </p>
            <p className="quiet">{problemLabel(deferred.problem)}</p>
            {view.kind === 'generated' && (
              <p className="quiet" data-testid="msl-origin">
                {originText(view.origin, deferred)}
              </p>
            )}
            <KernelFacts view={view} pass={pass} />
            {pass && passes.length > 1 && (
              <PassChoice passes={passes} chosen={passes.indexOf(pass)} onChoose={choosePass} />
            )}
            {pass && original.chosen && (
              <Comparison {...original} chosen={original.chosen} source={pass.kernel.source} />
            )}
            {costs && <CostSummary costs={costs} />}
          </div>
          <Body
            view={view}
            pass={pass}
            original={original.text}
            costs={costs && 'lines' in costs ? costs.lines : null}
            label={contenderLabel(deferred.contender)}
          />
        </>
      ) : (
        shown === null && <p className="empty">Select a cell to see its kernel.</p>
      )}
    </section>
  );
}

/** Whether the text is the one that was measured. */
function originText(origin: string | null, { isMeasured, defaults }: Shown): string {
  if (origin !== null) return `As measured: ${origin}`;
  return isMeasured
    ? 'Generated again by this version: the run keeps no text of this cell'
    : `Preview: generated by this version${defaults ? ` with defaults ${defaults}` : ''}, not measured`;
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

interface ComparisonProps {
  choices: readonly Difference[];
  chosen: Difference;
  /** Of what it is compared with; null if there is none, or not yet. */
  text: string | null;
  source: string;
}

/** Chooses what the text is compared with. */
function Comparison({ choices, chosen, text, source }: ComparisonProps) {
  const setMslOther = useWorkbench((state) => state.setMslOther);
  return (
    <p className="compared" data-testid="msl-compared">
      <span className="quiet">Compared with</span>
      <Select
        name="Compare with"
        value={chosen.id}
        options={choices.map(({ id, label }) => ({ value: id, label }))}
        onChange={setMslOther}
      />
      <span className="quiet">
        {text === null ? 'no such pass' : text === source ? 'the text is the same' : ''}
      </span>
    </p>
  );
}

interface BodyProps {
  view: KernelView;
  pass: Pass | undefined;
  original: string | null;
  costs: ReadonlyMap<number, LineCost> | null;
  label: string;
}

function Body({ view, pass, original, costs, label }: BodyProps) {
  if (view.kind === 'generated') {
    return <CodeViewer source={pass?.kernel.source ?? ''} original={original} costs={costs} />;
  }
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
  const isShown = useWorkbench(({ settings }) => showsLineCost(settings));
  const rememberLayout = useWorkbench((state) => state.rememberLayout);
  const copy = async () => setCopied(await copyCode(notify));
  return (
    <>
      <EditButton />
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
        icon="bars"
        label={withKeys('Estimated cost of each line', 'line-cost')}
        aria-pressed={isShown}
        onClick={() => rememberLayout('line-cost', !isShown)}
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

/** Opens an editor on the shown text, or goes on with one that was begun. */
function EditButton() {
  const cell = useWorkbench(editableCell);
  const runId = useWorkbench(({ run }) => run?.id);
  const isBegun = useWorkbench(({ drafts }) =>
    drafts.some((draft) => draft.runId === runId && draft.cellId === cell?.id),
  );
  const editCopy = useWorkbench((state) => state.editCopy);
  if (!cell || !runId) return null;
  return (
    <Button
      size="small"
      icon="rename"
      id="edit-msl"
      data-testid="edit-msl"
      title={withKeys('Edit a copy, and time it beside this', 'edit-msl')}
      onClick={() => void editCopy({ runId, cellId: cell.id })}
    >
      {isBegun ? 'Go on editing' : 'Edit a copy'}
    </Button>
  );
}

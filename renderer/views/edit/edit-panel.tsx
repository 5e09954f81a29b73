import { redo, undo } from '@codemirror/commands';
import { useEffect, useMemo, useRef } from 'react';
import { contenderLabel } from '../../../kernels/index.ts';
import { COMMAND_KEYS } from '../../model/command-keys.ts';
import { isEdited, notesOn } from '../../model/copy.ts';
import { problemLabel } from '../../model/problem-size.ts';
import { type Editing, isTimeable } from '../../state/edit-slice.ts';
import { isMeasuring } from '../../state/noise-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Keys, withKeys } from '../../widgets/key.tsx';
import { Swatch } from '../../widgets/marker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { PaneTools } from '../shell/pane.tsx';
import { Consent } from './consent.tsx';
import { CopyEditor } from './copy-editor.tsx';
import { CopyStatus } from './copy-status.tsx';
import { CopyVerdict } from './copy-verdict.tsx';
import { inEditor } from './in-editor.ts';
import { LaunchFields } from './launch-fields.tsx';

/** The editor of a copy, in place of the MSL panel: its text, what is said about it, and how it does. */
export function EditPanel() {
  const editing = useWorkbench((state) => state.editing);
  return editing && <Panel editing={editing} />;
}

function Panel({ editing }: { editing: Editing }) {
  const { cell, changes, shown, showsDifference, known } = editing;
  const setCopyText = useWorkbench((state) => state.setCopyText);
  const keepCopy = useWorkbench((state) => state.keepCopy);
  const panel = useRef<HTMLElement>(null);
  const notes = useMemo(
    () => notesOn(shown, cell, known.diagnostics ?? [], known.check),
    [shown, cell, known.diagnostics, known.check],
  );
  useEffect(() => {
    const keep = () => void keepCopy();
    window.addEventListener('pagehide', keep);
    return () => window.removeEventListener('pagehide', keep);
  }, [keepCopy]);
  const label = `Copy of ${contenderLabel(cell.contender)}, MSL`;
  return (
    <section
      className="edit-panel"
      aria-label="Edit a copy"
      data-testid="edit-panel"
      data-pane="msl"
      ref={panel}
      tabIndex={-1}
    >
      <Head editing={editing} />
      <div className="kernel-head">
        <p className="kernel-title">
          <Swatch contender={cell.contender} />
          <strong>{contenderLabel(cell.contender)}</strong>
          <span className="edited" data-testid="edited">
            {isEdited(cell, changes) ? 'edited' : 'as it was'}
          </span>
        </p>
        <p className="quiet truncate" title={cell.runName}>
          {problemLabel(cell.problem)} · {cell.runName}
        </p>
        <Texts editing={editing} />
        <LaunchFields editing={editing} />
        <CopyStatus known={known} />
      </div>
      <CopyEditor
        key={`${cell.runId} ${cell.cellId} ${shown}`}
        label={label}
        text={changes.texts[shown] ?? ''}
        original={cell.texts[shown] ?? ''}
        showsDifference={showsDifference}
        notes={notes}
        onChange={setCopyText}
        onLeave={() => panel.current?.focus()}
      />
      <Foot editing={editing} />
      {cell.needsConsent && <Consent cell={cell} />}
    </section>
  );
}

function Head({ editing }: { editing: Editing }) {
  const { cell, changes, showsDifference } = editing;
  const setEditView = useWorkbench((state) => state.setEditView);
  const revertCopy = useWorkbench((state) => state.revertCopy);
  const close = useClose();
  return (
    <header className="pane-header">
      <h2>Edit a copy</h2>
      <span className="spacer" />
      <IconButton size="small" icon="undo" label="Undo" onClick={() => inEditor(undo)} />
      <IconButton size="small" icon="redo" label="Redo" onClick={() => inEditor(redo)} />
      <Button
        size="small"
        kind="plain"
        disabled={!isEdited(cell, changes)}
        title="Back to the original text and grid; in the text, undo brings the copy back"
        onClick={revertCopy}
      >
        Revert
      </Button>
      <Button
        size="small"
        kind="plain"
        aria-pressed={showsDifference}
        title="Show what differs from the original"
        onClick={() => setEditView({ showsDifference: !showsDifference })}
      >
        Diff
      </Button>
      <PaneTools pane="msl" hides={false} />
      <IconButton size="small" icon="cross" label="Close; the copy is kept" onClick={close} />
    </header>
  );
}

/** Closes the editor, and returns the focus to where it was opened. */
function useClose(): () => void {
  const closeEditor = useWorkbench((state) => state.closeEditor);
  return () => {
    void closeEditor();
    setTimeout(() => document.querySelector<HTMLElement>('#edit-msl')?.focus());
  };
}

/** Chooses one of several texts. */
function Texts({ editing: { cell, shown, changes } }: { editing: Editing }) {
  const setEditView = useWorkbench((state) => state.setEditView);
  if (cell.texts.length < 2) return null;
  const options = cell.texts.map((text, index) => {
    const names = cell.passes.filter((pass) => pass.text === index).map(({ functionName }) => functionName);
    const mark = changes.texts[index] === text ? '' : ' •';
    return { value: String(index), label: `${[...new Set(names)].join(', ')}${mark}` };
  });
  return (
    <Segmented
      label="Text"
      value={String(shown)}
      options={options}
      onChange={(value) => setEditView({ shown: Number(value) })}
    />
  );
}

function Foot({ editing }: { editing: Editing }) {
  const timeCopy = useWorkbench((state) => state.timeCopy);
  const saveKernel = useWorkbench((state) => state.saveKernel);
  const isBusy = useWorkbench(isMeasuring);
  const canTime = isTimeable(editing) && !isBusy;
  return (
    <footer className="edit-foot">
      <CopyVerdict editing={editing} />
      <div className="edit-actions">
        <Button
          kind="primary"
          icon="play"
          disabled={!canTime}
          data-testid="time-copy"
          title={withKeys(
            'Verifies the copy against float64, then times it beside its original',
            'time-copy',
          )}
          onClick={() => void timeCopy('cell')}
        >
          Verify and time
          <Keys combo={COMMAND_KEYS['time-copy']} />
        </Button>
        <Button
          disabled={!canTime}
          data-testid="time-copy-everywhere"
          title={withKeys('Times both at all sizes, in a run of their own', 'time-copy-everywhere')}
          onClick={() => void timeCopy('run')}
        >
          All sizes
          <Keys combo={COMMAND_KEYS['time-copy-everywhere']} />
        </Button>
        <span className="spacer" />
        <Button
          kind="plain"
          data-testid="save-kernel"
          title="Writes the text and a descriptor for this size, which sweep --kernel and judge read"
          onClick={() => void saveKernel()}
        >
          Save as kernel…
        </Button>
      </div>
    </footer>
  );
}

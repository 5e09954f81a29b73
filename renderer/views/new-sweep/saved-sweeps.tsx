import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import {
  expectedPresetName,
  MAX_PRESET_NAME,
  type SavedSweep,
} from '../../../electron/ipc/presets/saved-sweep.ts';
import type { SweepRequest } from '../../../electron/ipc/types.ts';
import { runName } from '../../model/form.ts';
import { presetOfForm } from '../../model/preset-forms.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Confirm } from '../../widgets/confirm.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { RenameField } from '../../widgets/rename-field.tsx';

/** Opens and closes what saves the sweep of the form; a chip after those of the presets. */
export function SaveChip() {
  const isOpen = useWorkbench((state) => state.savingSweep);
  const setOpen = useWorkbench((state) => state.setSavingSweep);
  const chip = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    // What had the focus is gone.
    if (wasOpen.current && !isOpen) chip.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <button
      ref={chip}
      type="button"
      className="chip"
      aria-expanded={isOpen}
      title={withKeys('Save this sweep, and rename or delete saved ones', 'save-sweep')}
      onClick={() => setOpen(!isOpen)}
    >
      Save…
    </button>
  );
}

/**
 * Saves the sweep of the form, and renames and deletes those that were saved; the presets above choose them.
 * @param request null: the form has errors
 */
export function SavedSweeps({ request }: { request: SweepRequest | null }) {
  const isOpen = useWorkbench((state) => state.savingSweep);
  const saved = useWorkbench((state) => state.savedSweeps);
  if (!isOpen) return null;
  return (
    <section aria-label="Saved sweeps" data-testid="saved-sweeps">
      <SaveRow request={request} names={saved.map(({ name }) => name)} />
      <ul className="saved-list">
        {saved.map((one) => (
          <SavedEntry key={one.name} saved={one} />
        ))}
      </ul>
    </section>
  );
}

function SaveRow({ request, names }: { request: SweepRequest | null; names: readonly string[] }) {
  const store = useWorkbenchStore();
  const [name, setName] = useState('');
  const [isAsking, setAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const expected = name === '' ? null : expectedPresetName(name);
  const canSave = request !== null && name !== '' && expected === null;
  const save = async (mayReplace: boolean) => {
    const { form, devices, saveSweep } = store.getState();
    if (!request) return;
    const preset = presetOfForm(form, devices[0]?.id, runName(request));
    if (await saveSweep(name, preset, mayReplace)) setName('');
  };
  const ask = () => {
    if (!canSave) return;
    if (names.includes(name)) setAsking(true);
    else void save(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      // Not the sheet's.
      event.preventDefault();
      return store.getState().setSavingSweep(false);
    }
    if (event.key !== 'Enter' || event.metaKey || event.ctrlKey) return;
    // Not the form's.
    event.preventDefault();
    ask();
  };
  return (
    <>
      <div className="save-row">
        <input
          ref={field}
          id="saved-sweep-name"
          className="field"
          aria-label="Name to save this sweep by"
          placeholder="Name of this sweep"
          value={name}
          maxLength={MAX_PRESET_NAME}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={expected !== null}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <Button size="small" disabled={!canSave} onClick={ask}>
          Save
        </Button>
      </div>
      {(expected ?? (request === null && name !== '')) && (
        <p className="hint" data-tone="bad" role="status">
          {expected ? `Expected ${expected}` : 'Correct the form first.'}
        </p>
      )}
      {isAsking && (
        <Confirm
          label={`Replace ${name}?`}
          question={`Replace the saved sweep “${name}”?`}
          action="Replace"
          onConfirm={() => void save(true)}
          onClose={() => {
            setAsking(false);
            field.current?.focus();
          }}
        />
      )}
    </>
  );
}

function SavedEntry({ saved: { name, preset, problem } }: { saved: SavedSweep }) {
  const { renameSweep, deleteSweep, notify } = useWorkbenchStore().getState();
  const [state, setState] = useState<'shown' | 'renaming' | 'deleting'>('shown');
  const onClose = () => setState('shown');
  const rename = (next: string) => {
    const expected = expectedPresetName(next);
    if (expected === null) void renameSweep(name, next);
    else
      notify({
        code: 'BAD_NAME',
        message: `The saved sweep was not renamed to ${next}: expected ${expected}.`,
      });
  };
  if (state === 'renaming') {
    return (
      <li>
        <RenameField
          label="Name of the saved sweep"
          name={name}
          maxLength={MAX_PRESET_NAME}
          onRename={rename}
          onClose={onClose}
        />
      </li>
    );
  }
  if (state === 'deleting') {
    return (
      <li>
        <Confirm
          label={`Delete ${name}?`}
          question={`Delete the saved sweep “${name}”?`}
          action="Delete"
          onConfirm={() => void deleteSweep(name)}
          onClose={onClose}
        />
      </li>
    );
  }
  return (
    <li>
      <span className="saved-entry">
        <span className="truncate" title={preset?.hint}>
          {name}
        </span>
        <IconButton
          size="small"
          icon="rename"
          label={`Rename ${name}`}
          onClick={() => setState('renaming')}
        />
        <IconButton size="small" icon="trash" label={`Delete ${name}`} onClick={() => setState('deleting')} />
      </span>
      {problem && (
        <span className="hint" data-tone="bad">
          {problem}
        </span>
      )}
    </li>
  );
}

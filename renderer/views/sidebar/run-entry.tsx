import { formatMoment } from '../../../electron/ipc/figures.ts';
import type { RunHeader, RunStatus } from '../../../electron/ipc/types.ts';
import type { Tone } from '../../model/cells.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Confirm } from '../../widgets/confirm.tsx';
import { RenameField } from '../../widgets/rename-field.tsx';

/** How each status of a run is shown, and whether the run can be resumed. */
export const RUN_STATUS = {
  running: { label: 'Running', tone: 'accent', resumable: false },
  finished: { label: 'Finished', tone: 'good', resumable: false },
  cancelled: { label: 'Cancelled', tone: 'quiet', resumable: true },
  interrupted: { label: 'Interrupted', tone: 'bad', resumable: true },
} as const satisfies Record<RunStatus, { label: string; tone: Tone; resumable: boolean }>;

/** A run in the list: opened by a click; resumed, renamed and deleted in place. */
export function RunEntry({ header, shown }: { header: RunHeader; shown: boolean }) {
  const { id, name, status, cellCount, doneCount, startedAt } = header;
  const renaming = useWorkbench((state) => state.renaming === id);
  const deleting = useWorkbench((state) => state.deleting === id);
  const { open, resume, setRenaming, setDeleting } = useWorkbenchStore().getState();
  const { label, tone, resumable } = RUN_STATUS[status];
  if (renaming) return <Rename header={header} />;
  if (deleting) return <ConfirmDelete header={header} />;
  return (
    <li className="run" data-shown={shown || undefined} data-status={status}>
      <button
        type="button"
        className="run-open"
        aria-current={shown || undefined}
        onClick={() => open(id)}
        onDoubleClick={() => setRenaming(id)}
      >
        <span className="run-name truncate">{name}</span>
        <span className="run-meta num">
          <span className={`tone-${tone}`}>{label}</span>
          {status === 'finished' ? ` · ${cellCount} cells` : ` · ${doneCount} of ${cellCount}`}
          {` · ${formatMoment(startedAt)}`}
        </span>
        {status === 'running' && (
          <progress
            className="run-progress"
            value={doneCount}
            max={cellCount}
            aria-label={`Progress of ${name}`}
          />
        )}
      </button>
      <span className="run-tools">
        {resumable && (
          <IconButton size="small" icon="resume" label={`Resume ${name}`} onClick={() => resume(id)} />
        )}
        <IconButton size="small" icon="rename" label={`Rename ${name}`} onClick={() => setRenaming(id)} />
        {status !== 'running' && (
          <IconButton size="small" icon="trash" label={`Delete ${name}`} onClick={() => setDeleting(id)} />
        )}
      </span>
    </li>
  );
}

function Rename({ header: { id, name } }: { header: RunHeader }) {
  const { rename, setRenaming } = useWorkbenchStore().getState();
  return (
    <li className="run run-rename">
      <RenameField
        label="Run name"
        name={name}
        maxLength={120}
        onRename={(next) => rename(id, next)}
        onClose={() => setRenaming(null)}
      />
    </li>
  );
}

function ConfirmDelete({ header: { id, name } }: { header: RunHeader }) {
  const { remove, setDeleting } = useWorkbenchStore().getState();
  return (
    <li className="run">
      <Confirm
        label={`Delete ${name}?`}
        question={`Delete “${name}” and its samples?`}
        action="Delete"
        onConfirm={() => remove(id)}
        onClose={() => setDeleting(null)}
      />
    </li>
  );
}

import { memo } from 'react';
import type { RunHeader } from '../../../electron/ipc/types.ts';
import { readTags } from '../../model/navigator.ts';
import { RUN_STATUS, runDetail } from '../../model/run-status.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { RenameField } from '../../widgets/rename-field.tsx';
import { Sparkline } from './sparkline.tsx';

interface RunRowProps {
  run: RunHeader;
  /** It has the tab stop of the list. */
  isCurrent: boolean;
}

/** A run in the navigator: opened by a click; pinned, renamed, tagged and deleted in place. */
export const RunRow = memo(function RunRow({ run, isCurrent }: RunRowProps) {
  const { id, name, status, cellCount, doneCount, tags, pinned } = run;
  const shown = useWorkbench((state) => state.run?.id === id);
  const renaming = useWorkbench((state) => state.renaming === id);
  const tagging = useWorkbench((state) => state.tagging === id);
  const isBaseline = useWorkbench(({ suiteBaselines }) => Object.values(suiteBaselines).includes(id));
  const rates = useWorkbench(({ trends }) => trends[id]?.rates);
  const { open, setRenaming, dismissSummoned } = useWorkbenchStore().getState();
  if (renaming || tagging) return <EditRow run={run} isTagging={tagging} />;
  const { label, tone } = RUN_STATUS[status];
  return (
    <div className="run" data-shown={shown || undefined} data-status={status}>
      <button
        type="button"
        className="run-open"
        data-testid="run"
        tabIndex={isCurrent ? 0 : -1}
        aria-current={shown || undefined}
        onClick={() => {
          dismissSummoned();
          void open(id);
        }}
        onDoubleClick={() => setRenaming(id)}
      >
        <span className="run-name truncate" title={name}>
          {name}
        </span>
        <span className="run-meta num truncate">
          {status !== 'finished' && <span className={`tone-${tone}`}>{label} · </span>}
          {isBaseline && <span className="tag">baseline</span>}
          {tags.map((tag) => (
            <span key={tag} className="tag">
              {tag}
            </span>
          ))}
          {runDetail(run)}
        </span>
        {status === 'running' && (
          <progress value={doneCount} max={cellCount} aria-label={`Progress of ${name}`} />
        )}
      </button>
      {rates && <Sparkline rates={rates} />}
      {pinned && <Icon name="pin" size={12} />}
      <Tools run={run} />
    </div>
  );
});

/** For the pointer; the keyboard has the keys of their tooltips. */
function Tools({ run: { id, name, status, pinned } }: { run: RunHeader }) {
  const { resume, remove, mark, setRenaming, setTagging } = useWorkbenchStore().getState();
  const tools = [
    ...(RUN_STATUS[status].resumable
      ? [{ icon: 'resume', label: `Resume ${name}`, run: () => void resume(id) } as const]
      : []),
    {
      icon: 'pin',
      label: withKeys(`${pinned ? 'Unpin' : 'Pin'} ${name}`, 'pin-run'),
      run: () => void mark(id, { pinned: !pinned }),
    },
    { icon: 'tag', label: withKeys(`Tags of ${name}`, 'tag-run'), run: () => setTagging(id) },
    { icon: 'rename', label: withKeys(`Rename ${name}`, 'rename-run'), run: () => setRenaming(id) },
    ...(status === 'running'
      ? []
      : [
          {
            icon: 'trash',
            label: withKeys(`Delete ${name}`, 'delete-run'),
            run: () => void remove(id),
          } as const,
        ]),
  ] as const;
  return (
    <span className="run-tools">
      {tools.map(({ icon, label, run }) => (
        <IconButton key={icon} size="small" icon={icon} label={label} tabIndex={-1} onClick={run} />
      ))}
    </span>
  );
}

function EditRow({ run: { id, name, tags }, isTagging }: { run: RunHeader; isTagging: boolean }) {
  const { rename, mark, setRenaming, setTagging } = useWorkbenchStore().getState();
  return (
    <div className="run run-edit">
      {isTagging ? (
        <RenameField
          label={`Tags of ${name}, with commas between them`}
          name={tags.join(', ')}
          placeholder="Tags, with commas between them"
          mayBeEmpty
          maxLength={400}
          onRename={(text) => void mark(id, { tags: readTags(text) })}
          onClose={() => setTagging(null)}
        />
      ) : (
        <RenameField
          label="Run name"
          name={name}
          maxLength={120}
          onRename={(next) => void rename(id, next)}
          onClose={() => setRenaming(null)}
        />
      )}
    </div>
  );
}

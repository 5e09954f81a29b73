import { editableCell, isTimeable } from '../../state/edit-slice.ts';
import { isMeasuring } from '../../state/noise-slice.ts';
import type { WorkbenchState } from '../../state/store.ts';
import { isInEditor } from '../edit/is-in-editor.ts';
import type { Command } from './command.ts';

/** Where its keys have another meaning elsewhere, they have this one in the editor. */
function canTime(state: WorkbenchState): boolean {
  const { editing } = state;
  return editing !== null && isTimeable(editing) && !isMeasuring(state) && isInEditor(document.activeElement);
}

/** Commands for edited copies. */
export const EDIT_COMMANDS: readonly Command[] = [
  {
    id: 'edit-msl',
    label: 'Edit a copy of the MSL',
    group: 'MSL',
    enabled: (state) => editableCell(state) !== null,
    run: (state) => {
      const cell = editableCell(state);
      if (cell && state.run) void state.editCopy({ runId: state.run.id, cellId: cell.id });
    },
  },
  {
    id: 'time-copy',
    label: 'Verify the edited copy, and time it beside its original',
    group: 'MSL',
    listedWhenEnabled: true,
    enabled: canTime,
    run: (state) => void state.timeCopy('cell'),
  },
  {
    id: 'time-copy-everywhere',
    label: 'Time the edited copy at all sizes',
    group: 'MSL',
    listedWhenEnabled: true,
    enabled: canTime,
    run: (state) => void state.timeCopy('run'),
  },
];

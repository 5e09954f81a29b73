import type { WorkbenchState } from '../state/store.ts';
import * as copies from './copies.ts';
import type { GalleryState } from './gallery-state.ts';
import * as runs from './runs.ts';

const finished = { runs: [runs.FINISHED], devices: runs.DEVICES, conditions: runs.COOL };

/** Waits until something is drawn. */
async function drawn(selector: string): Promise<void> {
  while (!document.querySelector(selector)) await new Promise(requestAnimationFrame);
}

/** Opens a copy and changes it; the focus, whose caret blinks, goes elsewhere. */
async function edit(state: WorkbenchState): Promise<void> {
  await state.editCopy(copies.OPENED);
  const { from, to } = copies.CHANGE;
  state.setCopyText((copies.OPENED.texts[0] ?? '').replace(from, to));
  await drawn('[data-testid="copy-status"] .said');
  document.querySelector<HTMLElement>('.edit-panel')?.focus();
}

/** The editor of a copy in its states. */
export const COPY_STATES: readonly GalleryState[] = [
  {
    id: 'editing',
    title: 'A copy of a kernel, with a typo',
    ...finished,
    copy: { opened: copies.OPENED, diagnostics: copies.TYPO },
    act: edit,
  },
  {
    id: 'editing-judged',
    title: 'A copy that was judged, over all panels, with what differs',
    ...finished,
    copy: { opened: copies.OPENED, check: copies.RACE, verdict: copies.FASTER },
    act: async (state) => {
      await edit(state);
      state.maximisePane('msl');
      state.setEditView({ showsDifference: true });
      await state.timeCopy('cell');
      state.receiveForCopy({ ...runs.headerOf(runs.FINISHED), id: copies.FASTER.runId });
      await drawn('.copy-sentence');
      await drawn('[data-testid="copy-status"] .said');
    },
  },
  {
    id: 'editing-foreign',
    title: 'A copy of a text from a file',
    ...finished,
    copy: { opened: copies.FOREIGN },
    act: (state) => state.editCopy(copies.FOREIGN),
  },
];

import { dialog } from 'electron';
import type { RunStore } from '../store/run-store.ts';
import { exportRun } from './run-files.ts';

/** What can be done about what is not saved; each returns whether that is settled. */
const WAYS_ON: readonly { readonly label: string; settle(store: RunStore): boolean | Promise<boolean> }[] = [
  // The next turn of saveOrAsk() tries.
  { label: 'Try Again', settle: () => false },
  { label: 'Export…', settle: exportUnsaved },
  { label: 'Quit Without Saving', settle: () => true },
];

/**
 * Writes what the store could not write yet. Where that fails again, a box says why and what to do, and lets the user
 * try again, export the runs that are not saved to another disk, or lose what is missing.
 */
export async function saveOrAsk(store: RunStore): Promise<void> {
  let isSettled = false;
  while (!isSettled && !store.saveAll()) {
    const names = store.unsavedRuns.map((id) => `“${store.header(id)?.name}”`).join(', ');
    const { response } = await dialog.showMessageBox({
      type: 'error',
      title: 'Tilescope',
      message: 'Some of what was measured is not saved yet',
      detail: `${store.trouble?.what}\n\n${store.trouble?.remedy} Or export ${names} to another disk.`,
      buttons: WAYS_ON.map(({ label }) => label),
      defaultId: 0,
      cancelId: 0,
    });
    isSettled = (await WAYS_ON[response]?.settle(store)) ?? false;
  }
}

/** Exports the runs that are not saved, whole. Returns whether all of them are; a box says why one is not. */
async function exportUnsaved(store: RunStore): Promise<boolean> {
  for (const id of store.unsavedRuns) {
    const header = store.header(id);
    const saved = header && (await exportRun({ ...header, ...store.programs(id) }, store.cells(id)));
    if (saved?.ok === false) {
      await dialog.showMessageBox({ type: 'error', title: 'Tilescope', message: saved.error.message });
    }
    if (!saved?.ok || saved.value === null) return false;
  }
  return true;
}

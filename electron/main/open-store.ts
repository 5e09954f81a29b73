import { app, dialog } from 'electron';
import { openNewStore, openStore } from '../store/open-store.ts';
import { RunStore } from '../store/run-store.ts';
import { StoreError } from '../store/store-error.ts';

/** A way on from a store that cannot be opened; null quits. */
interface WayOn {
  readonly label: string;
  open(): RunStore | null;
}

/**
 * Opens the run store of the user-data folder. Where that fails, a box says why and what to do, and lets the user choose
 * how to go on. Null: to quit.
 */
export async function openStoreOrAsk(folder: string | null): Promise<RunStore | null> {
  let open = (): RunStore | null => openStore(folder);
  for (;;) {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      open = await askHowToGoOn(error, folder);
    }
  }
}

async function askHowToGoOn(error: StoreError, folder: string | null): Promise<WayOn['open']> {
  const ways: WayOn[] = [
    { label: 'Try Again', open: () => openStore(folder) },
    ...(error.isUnreadable && folder !== null
      ? [{ label: 'Use a New File', open: () => openNewStore(folder) }]
      : []),
    { label: 'Go On Without Saving', open: () => new RunStore(null) },
    { label: 'Quit', open: () => null },
  ];
  await app.whenReady();
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Tilescope',
    message: 'The runs cannot be opened',
    detail: `${error.what}\n\n${error.remedy}`,
    buttons: ways.map(({ label }) => label),
    defaultId: 0,
    cancelId: ways.length - 1,
  });
  return ways[response]?.open ?? (() => null);
}

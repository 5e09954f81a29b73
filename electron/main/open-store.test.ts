import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageBoxOptions } from 'electron';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openStoreOrAsk } from './open-store.ts';

/** The boxes that were shown, and the labels of the buttons to press. */
const boxes = vi.hoisted(() => ({ shown: [] as MessageBoxOptions[], press: [] as string[] }));

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());

vi.mock('electron', () => ({
  app: { whenReady: async () => undefined },
  dialog: {
    showMessageBox: async (options: MessageBoxOptions) => {
      boxes.shown.push(options);
      return { response: options.buttons?.indexOf(boxes.press.shift() ?? '') };
    },
  },
}));

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-ask-'));
  file = join(folder, 'tilescope.sqlite');
  boxes.shown = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const TEXT = 'This is not a database. '.repeat(100);

/** Opens the store of a folder, and presses these buttons on the way. */
async function opened(place: string | null, ...press: string[]) {
  boxes.press = press;
  const store = await openStoreOrAsk(place);
  const found = store && { file: store.file };
  store?.dispose();
  return found;
}

it('asks nothing when the store opens', async () => {
  expect(await opened(folder)).toEqual({ file });
  expect(boxes.shown).toEqual([]);
});

it('shows the path, the reason and the remedy of a damaged store, and goes on as the user says', async () => {
  writeFileSync(file, TEXT);
  expect(await opened(folder, 'Go On Without Saving')).toEqual({ file: null });
  expect(boxes.shown).toMatchObject([
    {
      type: 'error',
      detail: expect.stringMatching(/tilescope\.sqlite is damaged.*\n\nMove it away/),
      buttons: ['Try Again', 'Use a New File', 'Go On Without Saving', 'Quit'],
      cancelId: 3,
    },
  ]);
  expect(boxes.shown[0]?.detail).toContain(file);
  expect(await opened(folder, 'Quit')).toBeNull();
  expect(await opened(folder, 'Try Again', 'Quit')).toBeNull();
  expect(await opened(folder, 'Use a New File')).toEqual({ file: join(folder, 'tilescope-2.sqlite') });
  expect(readFileSync(file, 'utf8')).toBe(TEXT);
  boxes.shown = [];
  expect(await opened(folder)).toEqual({ file: join(folder, 'tilescope-2.sqlite') });
  expect(boxes.shown).toEqual([]);
});

it('offers no new file in a folder that cannot be written, and takes a new try for one', async () => {
  writeFileSync(join(folder, 'file'), '');
  expect(await opened(join(folder, 'file'), 'Go On Without Saving')).toEqual({ file: null });
  expect(boxes.shown[0]?.buttons).toEqual(['Try Again', 'Go On Without Saving', 'Quit']);
  expect(await opened(null, 'Quit')).toBeNull();
});

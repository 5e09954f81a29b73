import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { dialog } from './dialog.ts';

type Question = [title: string, suggestion: string, button: string];

const asked: Question[] = [];
let answers: (string | null)[] = [];

vi.mock('../chromium/launch-flags.ts', () => ({ isHeadless: false }));
vi.mock('../chromium/runtime.ts', () => ({ withBoxPage: () => null }));
vi.mock('../window/browser-window.ts', () => ({
  frontWindow: () => ({
    askPath: async (...question: Question) => {
      asked.push(question);
      return answers.shift();
    },
  }),
}));

let folder = '';
let present = '';
let absent = '';

beforeEach(() => {
  vi.stubEnv('TILESCOPE_DIALOGS', '');
  folder = mkdtempSync(join(tmpdir(), 'tilescope-dialog-'));
  present = join(folder, 'present.json');
  absent = join(folder, 'absent.json');
  writeFileSync(present, '');
  asked.length = 0;
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

const titles = () => asked.map(([title]) => title);

it('asks for a path, and takes a new one at once', async () => {
  answers = [absent];
  const chosen = await dialog.showSaveDialog({ title: 'Export', defaultPath: present });
  expect(chosen).toEqual({ canceled: false, filePath: absent });
  expect(asked).toEqual([['Export', present, 'Save']]);
});

it('asks before it replaces a file', async () => {
  answers = [present, present];
  expect(await dialog.showSaveDialog({ title: 'Export' })).toEqual({ canceled: false, filePath: present });
  expect(titles()).toEqual(['Export', 'present.json already exists. Replace it?']);
});

it('takes another path instead of replacing, and a refusal', async () => {
  answers = [present, absent];
  expect(await dialog.showSaveDialog({})).toEqual({ canceled: false, filePath: absent });
  answers = [present, null];
  expect(await dialog.showSaveDialog({})).toEqual({ canceled: true, filePath: '' });
});

it('opens a file that is there without a question', async () => {
  answers = [present];
  expect(await dialog.showOpenDialog({})).toEqual({ canceled: false, filePaths: [present] });
  expect(asked).toHaveLength(1);
});

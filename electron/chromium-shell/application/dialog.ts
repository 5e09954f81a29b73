import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import type {
  Dialog,
  MessageBoxOptions,
  MessageBoxReturnValue,
  OpenDialogOptions,
  OpenDialogReturnValue,
  SaveDialogOptions,
  SaveDialogReturnValue,
} from 'electron';
import { isHeadless } from '../chromium/chromium.ts';
import { emptyPage } from '../chromium/runtime.ts';
import { strict } from '../not-modelled.ts';
import { frontWindow } from '../window/browser-window.ts';
import { scriptedAnswer } from './dialog-answers.ts';
import { askInPage } from './message-box.ts';

type Options = OpenDialogOptions | SaveDialogOptions;

/** Electron's methods take an optional window first. */
function optionsOf<T>(args: unknown[]): T {
  return (args.length > 1 ? args[1] : args[0]) as T;
}

function scripted<T>(method: string): T | undefined {
  const answer = scriptedAnswer(method) as T | undefined;
  if (answer === undefined && isHeadless) {
    throw new Error(`chromium-shell: no answer is scripted for dialog.${method} (TILESCOPE_DIALOGS)`);
  }
  return answer;
}

async function askPath({ title, defaultPath, buttonLabel }: Options, button: string): Promise<string | null> {
  const window = frontWindow();
  if (!window) throw new Error('chromium-shell: a dialog without a window is not modelled');
  const path = await window.askPath(
    title ?? button,
    resolve(homedir(), defaultPath ?? ''),
    buttonLabel ?? button,
  );
  return path === null ? null : resolve(homedir(), path);
}

/** Asks again before a file is replaced, as every system's dialogs do. */
async function askFreePath(options: SaveDialogOptions, agreed?: string): Promise<string | null> {
  const path = await askPath(options, 'Save');
  if (path === null || path === agreed || !existsSync(path)) return path;
  const title = `${basename(path)} already exists. Replace it?`;
  return askFreePath({ title, defaultPath: path, buttonLabel: 'Replace' }, path);
}

async function showSaveDialog(...args: unknown[]): Promise<SaveDialogReturnValue> {
  const answer = scripted<SaveDialogReturnValue>('showSaveDialog');
  if (answer) return answer;
  const path = await askFreePath(optionsOf<SaveDialogOptions>(args));
  return { canceled: path === null, filePath: path ?? '' };
}

async function showOpenDialog(...args: unknown[]): Promise<OpenDialogReturnValue> {
  const answer = scripted<OpenDialogReturnValue>('showOpenDialog');
  if (answer) return answer;
  const path = await askPath(optionsOf<OpenDialogOptions>(args), 'Open');
  return { canceled: path === null, filePaths: path === null ? [] : [path] };
}

async function showMessageBox(...args: unknown[]): Promise<MessageBoxReturnValue> {
  const answer = scripted<MessageBoxReturnValue>('showMessageBox');
  if (answer) return answer;
  const options = optionsOf<MessageBoxOptions>(args);
  const page = frontWindow() ? null : emptyPage();
  if (!page) {
    const text = [options.message, options.detail].filter(Boolean).join('\n');
    throw new Error(`chromium-shell: a message box is modelled only before the first window: ${text}`);
  }
  return { response: await askInPage(page, options), checkboxChecked: false };
}

export const dialog = strict('dialog', {
  showSaveDialog,
  showOpenDialog,
  showMessageBox,
  showErrorBox: (title: string, content: string) => console.error(`${title}: ${content}`),
} satisfies Pick<Dialog, 'showSaveDialog' | 'showOpenDialog' | 'showMessageBox' | 'showErrorBox'>);

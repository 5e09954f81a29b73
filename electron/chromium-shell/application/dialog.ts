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
import { isHeadless } from '../chromium/launch-flags.ts';
import { withBoxPage } from '../chromium/runtime.ts';
import { strict } from '../not-modelled.ts';
import { frontWindow } from '../window/browser-window.ts';
import { isToBeShown, scriptedAnswer } from './dialog-answers.ts';
import { askInPage, type Box } from './message-box.ts';

type Options = OpenDialogOptions | SaveDialogOptions;

/** Electron's methods take an optional window first. */
function optionsOf<T>(args: unknown[]): T {
  return (args.length > 1 ? args[1] : args[0]) as T;
}

function scripted<T>(method: string): T | undefined {
  const answer = scriptedAnswer(method) as T | undefined;
  if (isToBeShown(answer)) return undefined;
  if (answer === undefined && isHeadless) {
    throw new Error(`chromium-shell: no answer is scripted for dialog.${method} (TILESCOPE_DIALOGS)`);
  }
  return answer;
}

async function askPath({ title, defaultPath, buttonLabel }: Options, button: string): Promise<string | null> {
  const window = frontWindow();
  const suggestion = resolve(homedir(), defaultPath ?? '');
  const ask = window ? window.askPath.bind(window) : askPathInBox;
  const path = await ask(title ?? button, suggestion, buttonLabel ?? button);
  return path === null ? null : resolve(homedir(), path);
}

/** Asks for a path where there is no window. */
async function askPathInBox(title: string, suggestion: string, button: string): Promise<string | null> {
  const field = { label: 'Path of the file', text: suggestion };
  const { response, text } = await askInBox({
    ...{ title, message: title, field },
    ...{ buttons: [button, 'Cancel'], cancelId: 1 },
  });
  return response === 0 ? text : null;
}

const askInBox = (box: Box) => withBoxPage((page) => askInPage(page, box));

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
  const { response } = await askInBox(optionsOf<MessageBoxOptions>(args));
  return { response, checkboxChecked: false };
}

export const dialog = strict('dialog', {
  showSaveDialog,
  showOpenDialog,
  showMessageBox,
  showErrorBox: (title: string, content: string) => console.error(`${title}: ${content}`),
} satisfies Pick<Dialog, 'showSaveDialog' | 'showOpenDialog' | 'showMessageBox' | 'showErrorBox'>);

import type { Failure } from '../../electron/ipc/types.ts';

/** Copies a text to the clipboard. Returns whether it succeeded; a failure is shown. */
export async function copyText(text: string, notify: (failure: Failure) => void): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    notify({ code: 'CLIPBOARD', message: `Cannot copy to the clipboard: ${(error as Error).message}` });
    return false;
  }
}

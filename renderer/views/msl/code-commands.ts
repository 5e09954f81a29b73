import type { Failure } from '../../../electron/ipc/types.ts';

// CodeMirror comes later than the page.
const actions = () => import('./code-actions.ts');

export async function findInCode(): Promise<void> {
  (await actions()).findInCode();
}

/** Scrolls to a line, which counts from 1. */
export async function showLine(line: number): Promise<void> {
  (await actions()).showLine(line);
}

/** Unfolds every block; if none is folded, folds them all. */
export async function toggleFolds(): Promise<void> {
  (await actions()).toggleFolds();
}

/** Copies the MSL source to the clipboard. Returns whether it succeeded; a failure is shown. */
export async function copyCode(notify: (failure: Failure) => void): Promise<boolean> {
  return (await actions()).copyCode(notify);
}

import { foldAll, unfoldAll } from '@codemirror/language';
import { openSearchPanel } from '@codemirror/search';
import { EditorView } from '@codemirror/view';
import type { Failure } from '../../../electron/ipc/types.ts';
import { copyText } from '../../state/copy-text.ts';

/** The code view on the page, for commands from elsewhere; null while a library is shown. */
function currentView(): EditorView | null {
  const dom = document.querySelector<HTMLElement>('[data-testid="msl-code"] .cm-editor');
  return dom && EditorView.findFromDOM(dom);
}

export function findInCode(): void {
  const view = currentView();
  if (view) openSearchPanel(view);
}

/** Scrolls to a line, which counts from 1. */
export function showLine(line: number): void {
  const view = currentView();
  if (!view || line > view.state.doc.lines) return;
  const { from } = view.state.doc.line(line);
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
}

/** Unfolds every block; if none is folded, folds them all. */
export function toggleFolds(): void {
  const view = currentView();
  if (view && !unfoldAll(view)) foldAll(view);
}

/** Copies the MSL source to the clipboard. Returns whether it succeeded; a failure is shown. */
export async function copyCode(notify: (failure: Failure) => void): Promise<boolean> {
  const view = currentView();
  return view !== null && copyText(view.state.doc.toString(), notify);
}

import { foldAll, unfoldAll } from '@codemirror/language';
import { openSearchPanel } from '@codemirror/search';
import { EditorView } from '@codemirror/view';
import type { Failure } from '../../../electron/ipc/types.ts';

/** The code view that is on the page, for commands that are given from elsewhere; null while a library is shown. */
function currentView(): EditorView | null {
  const dom = document.querySelector<HTMLElement>('[data-testid="msl-code"] .cm-editor');
  return dom && EditorView.findFromDOM(dom);
}

export function findInCode(): void {
  const view = currentView();
  if (view) openSearchPanel(view);
}

/** Folds every block, or unfolds all when some are folded. */
export function toggleFolds(): void {
  const view = currentView();
  if (view && !unfoldAll(view)) foldAll(view);
}

/** Puts the MSL text on the clipboard. Returns whether it is there; a refusal is reported. */
export async function copyCode(notify: (failure: Failure) => void): Promise<boolean> {
  const view = currentView();
  if (!view) return false;
  try {
    await navigator.clipboard.writeText(view.state.doc.toString());
    return true;
  } catch (error) {
    notify({ code: 'CLIPBOARD', message: `The clipboard refused the text: ${(error as Error).message}` });
    return false;
  }
}

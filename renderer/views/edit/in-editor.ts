import { EditorView } from '@codemirror/view';

/** Whether a control belongs to the editor of a copy, whose keys differ from the window's. */
export function isInEditor(element: Element | null): boolean {
  return element?.closest('.edit-panel') != null;
}

/** Runs a command of the editor's from elsewhere. */
export function inEditor(action: (view: EditorView) => boolean): void {
  const dom = document.querySelector<HTMLElement>('[data-testid="copy-editor"] .cm-editor');
  const view = dom && EditorView.findFromDOM(dom);
  if (view) action(view);
}

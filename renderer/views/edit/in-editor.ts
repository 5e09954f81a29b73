import { EditorView } from '@codemirror/view';

/** Runs a command of the editor's from elsewhere. */
export function inEditor(action: (view: EditorView) => boolean): void {
  const dom = document.querySelector<HTMLElement>('[data-testid="copy-editor"] .cm-editor');
  const view = dom && EditorView.findFromDOM(dom);
  if (view) action(view);
}

/** Whether a control belongs to the editor of a copy, whose keys differ from the window's. */
export function isInEditor(element: Element | null): boolean {
  return element?.closest('.edit-panel') != null;
}

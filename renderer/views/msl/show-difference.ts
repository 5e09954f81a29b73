import { getChunks, unifiedMergeView } from '@codemirror/merge';
import type { Compartment } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** Lines that are the same in both texts are folded, but for some around each change. */
const COLLAPSED = { margin: 3, minSize: 6 };

/** Shows what a text changed of an original, from the first change on; null shows the text alone. */
export function showDifference(view: EditorView, part: Compartment, original: string | null): void {
  const extension =
    original === null
      ? []
      : unifiedMergeView({ original, mergeControls: false, collapseUnchanged: COLLAPSED });
  view.dispatch({ effects: part.reconfigure(extension) });
  const first = getChunks(view.state)?.chunks[0];
  if (!first) return;
  const place = Math.min(first.fromB, view.state.doc.length);
  view.dispatch({ effects: EditorView.scrollIntoView(place, { y: 'center' }) });
}

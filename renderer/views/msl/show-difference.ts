import { getChunks, unifiedMergeView } from '@codemirror/merge';
import type { Compartment } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** Shows what a text changed of an original, from the first change on; null shows the text alone. */
export function showDifference(view: EditorView, part: Compartment, original: string | null): void {
  const extension = original === null ? [] : unifiedMergeView({ original, mergeControls: false });
  view.dispatch({ effects: part.reconfigure(extension) });
  const first = getChunks(view.state)?.chunks[0];
  if (!first) return;
  const place = Math.min(first.fromB, view.state.doc.length);
  view.dispatch({ effects: EditorView.scrollIntoView(place, { y: 'center' }) });
}

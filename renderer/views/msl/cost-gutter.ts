import type { Extension } from '@codemirror/state';
import { type BlockInfo, type EditorView, GutterMarker, gutter } from '@codemirror/view';
import { costText, shareText } from '../../model/line-cost/cost-text.ts';
import type { LineCost } from '../../model/line-cost/line-cost.ts';

class CostMarker extends GutterMarker {
  readonly #cost: LineCost;

  constructor(cost: LineCost) {
    super();
    this.#cost = cost;
  }

  override toDOM(): Node {
    const mark = document.createElement('span');
    mark.className = 'line-cost';
    mark.textContent = shareText(this.#cost.share);
    mark.title = costText(this.#cost);
    mark.style.setProperty('--share', `${this.#cost.share * 100}%`);
    return mark;
  }
}

/** A margin with each line's share of what a thread does; lines that do nothing to data have none. */
export function costGutter(costs: ReadonlyMap<number, LineCost>): Extension {
  const markers = new Map([...costs].map(([line, cost]) => [line, new CostMarker(cost)] as const));
  return gutter({
    class: 'cm-costGutter',
    lineMarker: (view: EditorView, { from }: BlockInfo) =>
      markers.get(view.state.doc.lineAt(from).number) ?? null,
  });
}

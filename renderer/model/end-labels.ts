/** A label beside the end of its line, in pixels from the top. */
export interface EndLabel {
  readonly id: string;
  /** Where the line ends; null if it is not drawn, which puts the label below the others. */
  readonly y: number | null;
  readonly height: number;
}

/**
 * The middles of labels by their ids, as near to the ends of their lines as they go without touching each other.
 * @returns null if they do not fit between `top` and `bottom`
 */
export function placeLabels(
  labels: readonly EndLabel[],
  top: number,
  bottom: number,
): ReadonlyMap<string, number> | null {
  if (labels.reduce((sum, { height }) => sum + height, 0) > bottom - top) return null;
  const wanted = ({ y }: EndLabel) => y ?? Number.POSITIVE_INFINITY;
  const sorted = labels.toSorted((a, b) => (wanted(a) === wanted(b) ? 0 : wanted(a) - wanted(b)));
  // Labels that touch become a block, which lies around the middle of what its labels want.
  const blocks: Block[] = [];
  for (const label of sorted) {
    let block = blockOf([label], top, bottom);
    for (let last = blocks.at(-1); last && last.from + last.height > block.from; last = blocks.at(-1)) {
      blocks.pop();
      block = blockOf([...last.labels, ...block.labels], top, bottom);
    }
    blocks.push(block);
  }
  const middles = new Map<string, number>();
  for (const { labels: own, from } of blocks) {
    let at = from;
    for (const { id, height } of own) {
      middles.set(id, at + height / 2);
      at += height;
    }
  }
  return middles;
}

interface Block {
  readonly labels: readonly EndLabel[];
  readonly from: number;
  readonly height: number;
}

function blockOf(labels: readonly EndLabel[], top: number, bottom: number): Block {
  const height = labels.reduce((sum, label) => sum + label.height, 0);
  let offset = 0;
  const starts = labels.map((label) => {
    const start = (label.y ?? bottom) - offset - label.height / 2;
    offset += label.height;
    return start;
  });
  const mean = starts.reduce((sum, start) => sum + start, 0) / starts.length;
  return { labels, height, from: Math.min(Math.max(mean, top), bottom - height) };
}

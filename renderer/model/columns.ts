/** The table's columns: contenders in the order that a person chose, without those that are hidden. */
export function columnsOf(
  contenders: readonly string[],
  order: readonly string[],
  hidden: readonly string[],
): string[] {
  return inOrder(contenders, order).filter((contender) => !hidden.includes(contender));
}

/** The order after a column was moved past its neighbour in sight. */
export function movedColumn(
  contenders: readonly string[],
  order: readonly string[],
  hidden: readonly string[],
  contender: string,
  delta: 1 | -1,
): string[] {
  const all = inOrder(contenders, order);
  const shown = columnsOf(contenders, order, hidden);
  const neighbour = shown[shown.indexOf(contender) + delta];
  if (neighbour === undefined) return all;
  const others = all.filter((one) => one !== contender);
  const place = others.indexOf(neighbour) + (delta > 0 ? 1 : 0);
  return [...others.slice(0, place), contender, ...others.slice(place)];
}

/** Those that were moved first; what a run has beside them follows in its own order. */
function inOrder(contenders: readonly string[], order: readonly string[]): string[] {
  const known = order.filter((contender) => contenders.includes(contender));
  return [...known, ...contenders.filter((contender) => !known.includes(contender))];
}

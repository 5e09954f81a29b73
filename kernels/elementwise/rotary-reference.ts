import type { CompleteElementwise } from './problem.ts';

/** An element of a row whose pairs are rotated, and the length of its pair. */
export function rotated(
  { n, heads, pairs, base, position }: CompleteElementwise,
  row: number,
  column: number,
  x: (column: number) => number,
): readonly [value: number, scale: number] {
  const d = n / heads;
  const inHead = column % d;
  const isHalves = pairs === 'halves';
  const pair = isHalves ? inHead % (d / 2) : Math.floor(inHead / 2);
  const isFirst = isHalves ? inHead < d / 2 : inHead % 2 === 0;
  const away = isHalves ? d / 2 : 1;
  const other = x(isFirst ? column + away : column - away);
  const angle = (position + row) * base ** ((-2 * pair) / d);
  const turned = isFirst
    ? x(column) * Math.cos(angle) - other * Math.sin(angle)
    : other * Math.sin(angle) + x(column) * Math.cos(angle);
  return [turned, Math.hypot(x(column), other)];
}

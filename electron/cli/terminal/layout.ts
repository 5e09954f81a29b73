import type { Paint } from './paint.ts';

/** "line 17: thread …" in lines of at most `width` characters; words that are longer stay whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A text that fits, its end given up when it must. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
}

/** Tabs as two spaces: a terminal's own would leave little of a line. */
export function expandTabs(text: string): string {
  return text.replaceAll('\t', '  ');
}

/** A count with its noun: "1 kernel", "12,345 accesses". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** "2.7 ms", "0.41 s", "12.0 s" */
export function duration(ms: number): string {
  return ms < 100 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** Columns side by side, each as wide as its widest entry; the last is as it is. */
export function columns(
  rows: readonly (readonly string[])[],
  paints: readonly Parameters<Paint>[0][],
  paint: Paint,
) {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((text, column) => {
        const isLast = column === row.length - 1;
        return paint(paints[column] ?? 'plain', isLast ? text : text.padEnd(widths[column] ?? 0));
      })
      .join('  ')
      .trimEnd(),
  );
}

import type { Paint, Style } from './paint.ts';

/** Breaks text into lines of at most `width` characters; longer words stay whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** Of more than twenty texts, only the first ten and the last. */
export function listed(all: readonly string[]): string {
  return all.length <= 20 ? all.join(', ') : [...all.slice(0, 10), '…', all.at(-1)].join(', ');
}

/** Cuts text to `width` characters, ending in an ellipsis. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
}

/** Tabs as two spaces: a terminal's own tabs would leave little of a line. */
export function expandTabs(text: string): string {
  return text.replaceAll('\t', '  ');
}

/** Rows as aligned columns, each as wide as its widest entry; the last one is not padded. */
export function columns(
  rows: readonly (readonly string[])[],
  styles: readonly Style[],
  paint: Paint,
): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((text, column) => {
        const isLast = column === row.length - 1;
        return paint(styles[column] ?? 'plain', isLast ? text : text.padEnd(widths[column] ?? 0));
      })
      .join('  ')
      .trimEnd(),
  );
}

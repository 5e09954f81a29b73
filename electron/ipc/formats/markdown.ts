import { visibleLine } from '../visible-text.ts';

/** A table of GitHub's Markdown; numbers are aligned right, in all columns but the first. Texts are shown as they are. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map((_, column) => (column === 0 ? ':---' : '---:'));
  return [header.map(markdownText), rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Text that Markdown shows as it is, on one line: names and messages come from files, compilers and drivers. */
export function markdownText(text: string): string {
  return visibleLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~#@]/g, (char) => `&#${char.charCodeAt(0)};`);
}

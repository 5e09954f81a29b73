import { extentName, extentNames, familyOf, type Problem } from '../../kernels/index.ts';

/** What stands between the numbers of a range, or the extents of a size, in the text of others. */
const NOTATIONS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // Brackets of lists and tuples: "[(64, 64, 64), …]" becomes rows.
  [/[)\]}]\s*,?\s*[([{]/g, '\n'],
  [/[()[\]{}"']/g, ' '],
  // Thousands: 1_024.
  [/(?<=\d)_(?=\d{3}\b)/g, ''],
  // "64..512", "64–512", "64 to 512", "step 64", "by 64".
  [/(?<=\d)\s*(?:\.{2,3}|[–—]|\bto\b)\s*(?=\d)/gi, ':'],
  [/(?<=\d)-(?=\d)/g, ':'],
  [/\s*,?\s*\b(?:step|by|in steps of)\b\s*(?=\d)/gi, ':'],
  // "512 x 512", "512*512".
  [/(?<=[\d\w])\s*[x×*]\s*(?=\d)/gi, 'x'],
  // "M = 512", "M: 512".
  [/\b([a-z]\w*)\s*(?:=|:(?=\s*\d))\s*/gi, '$1='],
];

const NUMBER = /^\d+(?:e\+?\d+)?$/i;

/**
 * Sizes as parseSizes() reads them, from how people have them elsewhere: a column or a row of a spreadsheet, a list of
 * tuples, "512 x 512", "64..512 step 64", "M=512 N=512 K=64". Rows of as many numbers as the operation has extents are
 * sizes of their own; other white space parts sizes as a comma does. What is none of that stays as it is.
 */
export function tidySizes(text: string, op: Problem['op']): string {
  const plain = NOTATIONS.reduce((all, [pattern, replacement]) => all.replace(pattern, replacement), text);
  const lines = plain
    .split(/[\n\r]+/)
    .map((line) => line.trim())
    .filter(Boolean);
  const parts = tableOf(lines, op) ?? lines.map(listOf);
  return parts.join(parts.some(isNamed) ? '; ' : ', ');
}

function isNamed(line: string): boolean {
  return line.includes('=');
}

/** Sizes that stand in rows; null if these lines are no table. */
function tableOf(lines: readonly string[], op: Problem['op']): string[] | null {
  const names = extentNames(familyOf({ op }), ' ').toLowerCase().split(' ').map(extentName);
  const rows = lines.map((line) => line.split(/[\s,;]+/).filter(Boolean));
  const [first = []] = rows;
  const hasHead = first.length > 1 && first.every((word) => /^[a-z]\w*$/i.test(word));
  const body = hasHead ? rows.slice(1) : rows;
  const width = body[0]?.length ?? 0;
  const isTable = body.length > (hasHead ? 0 : 1) && width > 1 && width <= names.length;
  if (!isTable || !body.every((row) => row.length === width && row.every((word) => NUMBER.test(word))))
    return null;
  if (!hasHead) return width === names.length ? body.map((row) => row.join('x')) : null;
  return body.map((row) => row.map((value, index) => `${first[index]}=${value}`).join(','));
}

/** A line with commas between its sizes; semicolons part sizes with named extents. */
function listOf(line: string): string {
  return line
    .replace(/\s*([,;])\s*/g, '$1 ')
    .replace(/(?<![,;:])\s+(?![,;:])/g, (_space, at: number, all: string) =>
      /[,;]$/.test(all.slice(0, at).trimEnd()) ? ' ' : ', ',
    )
    .replace(/[,;]\s*$/, '');
}

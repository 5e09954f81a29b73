/** A change of a text, as CodeMirror takes it. */
interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The change from one text to another, without what both begin and end with: CodeMirror does not parse that again. */
export function textChange(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

/** Lines of MSL. Emitters return them unindented; who encloses them indents. */
export type Lines = readonly string[];

/** The lines of a template, without its first newline and its common indentation. */
export function lines(template: string): string[] {
  const all = template.replace(/^\n/, '').trimEnd().split('\n');
  const depths = all
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const common = Math.min(...depths);
  return all.map((line) => line.slice(common).trimEnd());
}

/** Indents by four spaces a level, as Apple's samples do. */
export function indent(content: Lines, levels = 1): string[] {
  return content.map((line) => (line === '' ? '' : ' '.repeat(4 * levels) + line));
}

/** `head {`, the content indented, `}`. */
export function block(head: string, content: Lines): string[] {
  return [`${head} {`, ...indent(content), '}'];
}

/** The widest that a line of generated text is. */
const WIDTH = 110;

/**
 * A line that is too wide as several: broken after a comma or before an operator, and continued below the innermost
 * parenthesis that is open there. Comments are written to fit.
 */
function wrap(line: string): string[] {
  if (line.length <= WIDTH || line.trimStart().startsWith('//')) return [line];
  const breaks = [...line.slice(0, WIDTH).matchAll(/, | (?=[?:+*|&]{1,2} )/g)];
  const last = breaks.at(-1);
  if (!last) return [line];
  const head = line.slice(0, last.index + (last[0] === ', ' ? 1 : 0));
  return [head, ...wrap(' '.repeat(openColumn(head)) + line.slice(last.index + last[0].length))];
}

/** The column behind the innermost parenthesis that a text leaves open, else one level further in. */
function openColumn(text: string): number {
  const open: number[] = [];
  for (const [column, character] of [...text].entries()) {
    if (character === '(') open.push(column + 1);
    if (character === ')') open.pop();
  }
  return open.at(-1) ?? text.length - text.trimStart().length + 4;
}

/** The text of a source file: parts apart by an empty line, a newline at the end. */
export function sourceText(...parts: Lines[]): string {
  return `${parts.map((part) => part.flatMap(wrap).join('\n')).join('\n\n')}\n`;
}

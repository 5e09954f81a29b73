import { unrollLoops } from './unroll.ts';

/** Lines of MSL. Emitters return them unindented, and the enclosing emitter indents them. */
export type Lines = readonly string[];

/** The lines of a template, without the first newline and the common indentation. */
export function lines(template: string): string[] {
  const all = template.replace(/^\n/, '').trimEnd().split('\n');
  const depths = all.filter((line) => line.trim() !== '').map(depthOf);
  const common = Math.min(...depths);
  return all.map((line) => line.slice(common).trimEnd());
}

/** Indents by four spaces per level, as Apple's samples do. */
export function indent(content: Lines, levels = 1): string[] {
  return content.map((line) => (line === '' ? '' : ' '.repeat(4 * levels) + line));
}

/** `head {`, the content indented, `}`. */
export function block(head: string, content: Lines): string[] {
  return [`${head} {`, ...indent(content), '}'];
}

/** The maximum width of a line. */
const WIDTH = 110;

/**
 * Breaks a line that is too wide after a comma or before an operator, and continues it below the innermost open
 * parenthesis, or else one level further in. Comments have to fit as they are.
 */
function wrap(line: string, isContinued = false): string[] {
  if (line.length <= WIDTH || line.trimStart().startsWith('//')) return [line];
  const breaks = [...line.slice(0, WIDTH).matchAll(/, | (?=[?:+*|&]{1,2} )/g)];
  const last = breaks.at(-1);
  if (!last) return [line];
  const head = line.slice(0, last.index + (last[0] === ', ' ? 1 : 0));
  const column = openColumn(head) ?? depthOf(head) + (isContinued ? 0 : 4);
  return [head, ...wrap(' '.repeat(column) + line.slice(last.index + last[0].length), true)];
}

/** The column after the innermost open parenthesis, if there is one. */
function openColumn(text: string): number | undefined {
  const open: number[] = [];
  for (const [column, character] of [...text].entries()) {
    if (character === '(') open.push(column + 1);
    if (character === ')') open.pop();
  }
  return open.at(-1);
}

function depthOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The text of a source file: its parts with empty lines in between, loops unrolled, and a newline at the end. */
export function sourceText(...parts: Lines[]): string {
  const texts = parts.map((part) => unrollLoops(part).flatMap((line) => wrap(line)));
  return `${texts.map((text) => text.join('\n')).join('\n\n')}\n`;
}

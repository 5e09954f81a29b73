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

/** The text of a source file: parts apart by an empty line, a newline at the end. */
export function sourceText(...parts: Lines[]): string {
  return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`;
}

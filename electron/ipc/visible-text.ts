// Names, notes and messages come from files, compilers and drivers. What in them would move the cursor, colour the
// terminal or turn the direction of writing is shown as an escape instead.

const HIDDEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;
/** Nearly all texts: a run has a hundred thousand. */
const IS_PLAIN = /^[ -~]*$/;
/** What layout is made of: harmless in text of several lines. */
const LAYOUT = /^[\n\t]$/;

/**
 * Text with its control characters, direction marks and invisible line ends as escapes: U+202E becomes the six
 * characters `\u202e`. Line feeds and tabs stay.
 */
export function visibleText(text: string): string {
  if (IS_PLAIN.test(text)) return text;
  return text.replace(HIDDEN, (char) => (LAYOUT.test(char) ? char : escapeOf(char)));
}

/** The same for text that has to stay on its line: line feeds and tabs become escapes too. */
export function visibleLine(text: string): string {
  return text.replace(HIDDEN, escapeOf);
}

/**
 * A value of JSON with every text in it, and every name of a property, as visibleText() shows it: the value itself if
 * nothing in it changes, since a run holds millions of samples, none of which is kept twice.
 */
export function visibleValue<T>(value: T): T {
  return visible(value) as T;
}

function visible(value: unknown): unknown {
  if (isVisible(value)) return value;
  if (typeof value === 'string') return visibleText(value);
  if (Array.isArray(value)) return value.map(visible);
  return Object.fromEntries(
    Object.entries(value as object).map(([name, part]) => [visibleText(name), visible(part)]),
  );
}

/** Makes nothing to find out, and asks once for each text: a large run is opened while somebody waits. */
function isVisible(value: unknown): boolean {
  if (typeof value === 'string') return IS_PLAIN.test(value) || visibleText(value) === value;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isVisible);
  for (const name in value) {
    const part = (value as Readonly<Record<string, unknown>>)[name];
    // Most parts are numbers.
    if (!isVisible(name) || (typeof part !== 'number' && !isVisible(part))) return false;
  }
  return true;
}

function escapeOf(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

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

/** A value of JSON with every text in it, and every name of a property, as visibleText() shows it. */
export function visibleValue<T>(value: T): T {
  return visible(value) as T;
}

/**
 * Returns the value itself if nothing in it changes: a run holds millions of samples, none of which is kept twice, nor
 * is anything made to find that out.
 */
function visible(value: unknown): unknown {
  if (typeof value === 'string') return visibleText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const at = value.findIndex((part) => visible(part) !== part);
    return at < 0 ? value : value.map(visible);
  }
  const record = value as Readonly<Record<string, unknown>>;
  for (const name in record) {
    if (!Object.hasOwn(record, name)) continue;
    if (visibleText(name) !== name || visible(record[name]) !== record[name]) {
      return Object.fromEntries(
        Object.entries(record).map(([key, part]) => [visibleText(key), visible(part)]),
      );
    }
  }
  return value;
}

function escapeOf(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

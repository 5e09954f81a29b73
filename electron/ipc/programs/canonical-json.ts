/** A value of JSON with the properties of every object in ascending order, in which JavaScript has whole numbers first. */
export function canonical<T>(value: T): T {
  return sorted(value) as T;
}

/** The one text of a value of JSON, whatever the order of its properties. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, sorted(part)]));
}

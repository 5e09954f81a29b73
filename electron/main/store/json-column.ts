/** A value as the text of a column; null stays SQL's NULL. */
export function toJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** A column's text as the value that `toJson` was given. The store is written by this program only. */
export function fromJson<T>(text: string | null): T {
  return (text === null ? null : JSON.parse(text)) as T;
}

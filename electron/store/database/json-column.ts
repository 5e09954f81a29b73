/** A value as the text of a column; null becomes SQL's NULL. */
export function toJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** The value that `toJson` was given. Only this program writes the store, so it is not checked. */
export function fromJson<T>(text: string | null): T {
  return (text === null ? null : JSON.parse(text)) as T;
}

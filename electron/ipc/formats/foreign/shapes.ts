/** Parsed JSON of unknown shape. */
// biome-ignore lint/suspicious/noExplicitAny: what is used of it is checked
export type JsonObject = Readonly<Record<string, any>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A duration: positive and finite. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value);
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

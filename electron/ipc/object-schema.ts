import * as z from 'zod';

/** An object with these keys; any other key is an issue of its own that lists them. */
export function objectOf<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  const message = `one of ${Object.keys(shape).join(', ')}`;
  // Refusing all other keys adds nothing to the type.
  return z.object(shape).catchall(z.custom(() => false, { message })) as unknown as z.ZodObject<Shape>;
}

/** Values by the index of an argument or function constant. */
export function byIndex<Value extends z.ZodType>(value: Value, last: number) {
  const isIndex = (text: string) => /^\d{1,5}$/.test(text) && Number(text) <= last;
  return z.record(z.string().refine(isIndex), value, {
    error: (issue) => (issue.code === 'invalid_key' ? `an index from 0 to ${last}` : undefined),
  });
}

/** Metal's argument tables have 31 entries. */
export const LAST_ARGUMENT = 30;
export const LAST_CONSTANT = 0xffff;

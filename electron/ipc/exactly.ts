import type { z } from 'zod';

/** Returns a schema of a type that is declared elsewhere as it is; the compiler refuses a narrower or a wider one. */
export function exactly<T>() {
  return <S extends z.ZodType<T>>(schema: S & ([T] extends [z.output<S>] ? unknown : never)): S => schema;
}

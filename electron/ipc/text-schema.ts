import * as z from 'zod';

/** Text that a store can keep: neither half of a surrogate pair nor a NUL. */
export const text = z.string().refine((value) => value.isWellFormed() && !value.includes('\0'), {
  message: 'text without NUL and halves of surrogate pairs',
});

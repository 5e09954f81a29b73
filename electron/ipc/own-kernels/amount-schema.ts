import * as z from 'zod';

// What a descriptor may have at most; those of large public kernels stay far below.
export const MAX_LIST = 256;
export const MAX_EXPRESSION = 1000;

export const AMOUNT_HINT = 'a number or an expression, such as "ceil(n / 64)"';
export const amount = z
  .union([z.number(), z.string().min(1).max(MAX_EXPRESSION)], { error: AMOUNT_HINT })
  .meta({ description: 'A number, or an expression over the fields of the problem: ceil(n / 64)' });

export const extent = z
  .array(amount)
  .min(1)
  .max(3)
  .meta({ description: 'One to three numbers or expressions: x, y, z' });

/** The name of a file beside the descriptor. */
export const fileName = z
  .string()
  .regex(/^[^/\\\0]+\.metal$/, { error: 'the name of a file beside the descriptor that ends in .metal' });

/** The name of a kernel function. */
export const functionName = z
  .string()
  .regex(/^[\w{}]+$/, { error: 'the name of a kernel function' })
  .meta({ description: 'The kernel function; {dtype} stands for the value of that field' });

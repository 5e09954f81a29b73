import * as z from 'zod';
import { FAMILIES, FORMS } from '../../../kernels/index.ts';

const MOST_CHARACTERS = 2000;
const MOST_PARTS = 100;

const text = z.string().min(1).max(MOST_CHARACTERS);

export const sizesArgument = text.describe(
  'Sizes: "512" is a square, "512x256x128" M×N×K, "64:512:64" a range with its step, "64:4096:pow2" powers of two; joined by commas, or extents by name: "m=64:512:64,n=4m,k=m". Of attention R×C, of normalization and elementwise M×N; others by name',
);

/** Which problems a tool is to try, other than by their sizes. */
export const problemShape = {
  dtype: z
    .string()
    .max(10)
    .optional()
    .describe('f32, f16, bf16, …; by default the first that the kernel supports'),
  where: z
    .array(text)
    .max(MOST_PARTS)
    .optional()
    .describe('Conditions that sizes have to fulfil, such as "m % 64 == 0"'),
  set: z
    .record(z.string().max(100), z.union([z.string().max(100), z.number(), z.boolean()]))
    .optional()
    .describe('Other fields of the operation, such as {"alpha": 2}'),
};

export const opArgument = z
  .string()
  .min(1)
  .max(100)
  .describe(`${FAMILIES.map(({ op }) => op).join(', ')}, or a form: ${Object.keys(FORMS).join(', ')}`);

export interface ProblemArguments {
  readonly sizes?: string;
  readonly dtype?: string;
  readonly where?: readonly string[];
  readonly set?: Readonly<Record<string, string | number | boolean>>;
}

/** As the options of a command. */
export function problemOptions({ sizes, dtype, where, set }: ProblemArguments) {
  return {
    ...(sizes !== undefined && { sizes: [sizes] }),
    ...(where && { where: [...where] }),
    ...(dtype !== undefined && { dtype }),
    ...(set && { set: Object.entries(set).map(([name, value]) => `${name}=${value}`) }),
  };
}

const LONGEST_CALL_S = 86_400;

export const secondsArgument = z
  .number()
  .min(1)
  .max(LONGEST_CALL_S)
  .optional()
  .describe('The most that this call may take (default 50, since clients commonly wait for a minute)');

export const runArgument = z.string().min(1).max(500);

// What a launch file may hold. Every fault names the place, what is there and what is accepted.
import { z } from 'zod';
import type { CheckLaunch, CheckRequest } from './check-types.ts';
import { ACCEPTED_TYPES, elementType } from './element-types.ts';

/** Metal's argument tables have 31 entries. */
const LAST_INDEX = 30;
const MAX_COUNT = 2 ** 28;
const MAX_LAUNCHES = 1000;
const LARGEST_TIMEOUT_MS = 3_600_000;

/** An object of these keys; any other is a fault of its own that lists them. */
function objectOf<Shape extends z.ZodRawShape>(shape: Shape) {
  const message = Object.keys(shape).join(', ');
  return z.object(shape).catchall(z.custom(() => false, { message: `one of ${message}` }));
}

/** By the index of an argument or function constant. */
function byIndex<Value extends z.ZodType>(value: Value, last: number) {
  const isIndex = (text: string) => /^\d{1,5}$/.test(text) && Number(text) <= last;
  return z.record(z.string().refine(isIndex), value, {
    error: (issue) => (issue.code === 'invalid_key' ? `an index from 0 to ${last}` : undefined),
  });
}

const extent = z.array(z.int().min(1).max(0xffff_ffff)).min(1).max(3);
const number = z.union([z.number(), z.boolean()], { error: 'a number, true or false' });
const type = z.string().refine((text) => elementType(text) !== null, { message: ACCEPTED_TYPES });
const fill = z.union([z.enum(['random', 'zero', 'index']), z.number()], {
  error: '"random", "zero", "index" or a number',
});

const ELEMENTS = {
  type: type.optional(),
  count: z.int().min(1).max(MAX_COUNT).optional(),
  fill: fill.optional(),
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  values: z.array(number).min(1).optional(),
};

const field = objectOf({
  name: z.string().optional(),
  type,
  value: z.union([number, z.array(number).min(1).max(4)], { error: 'a number, or a list of up to four' }),
});

/** The ways to say what a buffer holds: the key that tells them apart, and all that the way needs and allows. */
const WAYS = [
  { key: 'file', needs: ['file'], allows: [] },
  { key: 'struct', needs: ['struct'], allows: [] },
  { key: 'values', needs: ['type', 'values'], allows: ['tolerance'] },
  { key: 'count', needs: ['type', 'count', 'fill'], allows: ['seed', 'tolerance'] },
] as const;

const ACCEPTED_WAYS =
  '{"type", "count", "fill"} with perhaps "seed", or {"type", "values"}, or {"file"}, or {"struct"}';

function checkWay(contents: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const keys = Object.keys(contents).filter((key) => contents[key] !== undefined);
  const way = WAYS.find(({ key }) => keys.includes(key));
  const isWhole =
    way?.needs.every((key) => keys.includes(key)) &&
    keys.every((key) => ([...way.needs, ...way.allows] as string[]).includes(key));
  if (!isWhole) context.addIssue({ code: 'custom', message: ACCEPTED_WAYS });
  const lanes = elementType(String(contents.type))?.lanes ?? 1;
  const { values } = contents;
  if (!Array.isArray(values) || values.length % lanes === 0) return;
  const message = `a multiple of ${lanes} numbers for ${contents.type}, not ${values.length}`;
  context.addIssue({ code: 'custom', path: ['values'], message });
}

const contents = objectOf({
  ...ELEMENTS,
  file: z.string().min(1).optional(),
  struct: z.array(field).min(1).optional(),
}).superRefine(checkWay);

const expected = objectOf({ ...ELEMENTS, tolerance: z.number().min(0).optional() }).superRefine(checkWay);

const constant = objectOf({ type: z.enum(['bool', 'int', 'uint', 'float']), value: number });

/** One dispatch of a kernel. */
export const checkLaunchSchema = objectOf({
  kernel: z.string().min(1),
  constants: byIndex(constant, 0xffff).optional(),
  buffers: byIndex(contents, LAST_INDEX).optional(),
  threadgroupMemory: byIndex(z.int().min(16).multipleOf(16), LAST_INDEX).optional(),
  grid: extent.optional(),
  threadgroups: extent.optional(),
  threadsPerThreadgroup: extent,
  expect: byIndex(expected, LAST_INDEX).optional(),
}).superRefine((launch, context) => {
  if ((launch.grid === undefined) === (launch.threadgroups === undefined)) {
    const message = 'either "grid" (threads) or "threadgroups"';
    context.addIssue({ code: 'custom', path: ['grid'], message });
  }
  for (const index of Object.keys(launch.expect ?? {})) {
    if (launch.buffers?.[index]) continue;
    const message = `an index of "buffers": ${Object.keys(launch.buffers ?? {}).join(', ') || 'there is none'}`;
    context.addIssue({ code: 'custom', path: ['expect', index], message });
  }
}) as unknown as z.ZodType<CheckLaunch>;

/** A file of several. */
export const checkLaunchesSchema = objectOf({
  launches: z.array(checkLaunchSchema).min(1).max(MAX_LAUNCHES),
}) as unknown as z.ZodType<{ launches: CheckLaunch[] }>;

export const checkRequestSchema = z.strictObject({
  source: z.string(),
  options: z.strictObject({
    languageVersion: z.enum(['3.1', '3.2', '4.0']),
    defines: z.record(z.string(), z.string()),
    includeFolders: z.array(z.string()),
  }),
  launch: checkLaunchSchema.nullable(),
  timeoutMs: z.number().min(1).max(LARGEST_TIMEOUT_MS),
}) satisfies z.ZodType<CheckRequest>;

// What a launch file may hold, and the types of it. Every issue names the place, the value there and what was expected.
import * as z from 'zod';
import { ELEMENT_TYPES_HINT, elementType, MAX_TENSOR_RANK } from '../../kernels/index.ts';
import { byIndex, LAST_ARGUMENT, LAST_CONSTANT, objectOf } from './object-schema.ts';

const MAX_COUNT = 2 ** 28;
const MAX_LAUNCHES = 1000;
const LARGEST_TIMEOUT_MS = 3_600_000;

const extent = z.array(z.int().min(1).max(0xffff_ffff)).min(1).max(3);
/** What JSON has no numbers for. */
const notFinite = z.enum(['NaN', 'Infinity', '-Infinity']);
const NOT_FINITE_HINT = 'NaN, Infinity or -Infinity';
const number = z.union([z.number(), z.boolean(), notFinite], {
  error: `a number, true, false, ${NOT_FINITE_HINT}`,
});
const type = z.string().refine((text) => elementType(text) !== null, { message: ELEMENT_TYPES_HINT });
const fill = z.union([z.enum(['random', 'zero', 'index']), z.number(), notFinite], {
  error: `"random", "zero", "index", a number, ${NOT_FINITE_HINT}`,
});

const field = objectOf({
  name: z.string().optional(),
  type,
  /** A list for a vector. */
  value: z.union([number, z.array(number).min(1).max(4)], { error: 'a number, or a list of up to four' }),
}).superRefine(({ type, value }, context) => checkFinite(type, { value }, context));

/** A member of a struct. */
export type StructField = z.infer<typeof field>;

const size = z.int().min(1).max(0xffff_ffff);

/** How an argument that is a tensor sees the buffer: in elements, the innermost dimension first. */
const tensor = objectOf({
  extents: z.array(size).min(1).max(MAX_TENSOR_RANK),
  /** By default those of elements without gaps. */
  strides: z.array(size).min(1).max(MAX_TENSOR_RANK).optional(),
  /** By default the buffer's type: a packed one, such as int4b_format, is none that buffers are filled with. */
  element: z.string().min(1).optional(),
}).optional();

const byRule = {
  type,
  count: z.int().min(1).max(MAX_COUNT),
  fill,
  seed: z.int().min(0).max(0xffff_ffff).optional(),
};
const byValue = { type, values: z.array(number).min(1) };

/** The forms that the contents of a buffer take, by the key that tells them apart. */
const CONTENTS = {
  count: objectOf({ ...byRule, tensor }),
  values: objectOf({ ...byValue, tensor }),
  file: objectOf({ file: z.string().min(1), tensor }),
  struct: objectOf({ struct: z.array(field).min(1) }),
};

/** Absolute, plus relative to the expected value. */
const tolerance = z.number().min(0).optional();

const EXPECTED = {
  count: objectOf({ ...byRule, tolerance }),
  values: objectOf({ ...byValue, tolerance }),
};

type Forms = Readonly<Record<string, z.ZodObject>>;

const FORMS_HINT =
  '{"type", "count", "fill"} and optionally "seed", or {"type", "values"}, or {"file"}, or {"struct"}; for a tensor, "tensor" as well';

/** An object in one of several forms. All keys are checked together, so that an issue names the value at fault. */
function oneFormOf<F extends Forms>(forms: F): z.ZodType<z.infer<F[keyof F]>> {
  const shape = z
    .object(Object.assign({}, ...Object.values(forms).map((form) => form.shape)))
    .partial().shape;
  const checked = objectOf(shape).superRefine((contents, context) => checkForm(contents, forms, context));
  return checked as unknown as z.ZodType<z.infer<F[keyof F]>>;
}

function checkForm(
  contents: Readonly<Record<string, unknown>>,
  forms: Forms,
  context: z.RefinementCtx,
): void {
  const keys = Object.keys(contents).filter((key) => contents[key] !== undefined);
  const form = Object.entries(forms).find(([key]) => keys.includes(key))?.[1];
  const isWhole =
    form !== undefined &&
    keys.every((key) => key in form.shape) &&
    Object.entries(form.shape).every(([key, one]) => one instanceof z.ZodOptional || keys.includes(key));
  if (!isWhole) context.addIssue({ code: 'custom', message: FORMS_HINT });
  const { type, fill, values } = contents;
  checkFinite(String(type), { fill, values }, context);
  const lanes = elementType(String(type))?.lanes ?? 1;
  if (!Array.isArray(values) || values.length % lanes === 0) return;
  const message = `a multiple of ${lanes} numbers for ${type}, not ${values.length}`;
  context.addIssue({ code: 'custom', path: ['values'], message });
}

/** Adds issues for values that only floating-point numbers have. */
function checkFinite(type: string, given: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  if (elementType(type)?.isReal ?? true) return;
  const message = `a finite number for ${type}`;
  const check = (value: unknown, path: (string | number)[]) => {
    if (notFinite.safeParse(value).success) context.addIssue({ code: 'custom', path, message });
  };
  for (const [key, value] of Object.entries(given)) {
    if (!Array.isArray(value)) check(value, [key]);
    else for (const [i, one] of value.entries()) check(one, [key, i]);
  }
}

const contents = oneFormOf(CONTENTS);
const expected = oneFormOf(EXPECTED);

/** What a buffer holds, in one of four forms: elements by rule, elements by value, a file's bytes, or a struct. */
export type BufferContents = z.infer<typeof contents>;

/** What a buffer should hold afterwards. */
export type ExpectedContents = z.infer<typeof expected>;

const constant = objectOf({ type: z.enum(['bool', 'int', 'uint', 'float']), value: number }).superRefine(
  ({ type, value }, context) => checkFinite(type, { value }, context),
);

/** One dispatch of a kernel; the keys of the records are the indices of its arguments. */
export const checkLaunchSchema = objectOf({
  kernel: z.string().min(1),
  constants: byIndex(constant, LAST_CONSTANT).optional(),
  buffers: byIndex(contents, LAST_ARGUMENT).optional(),
  /** Bytes. */
  threadgroupMemory: byIndex(z.int().min(16).multipleOf(16, 'a multiple of 16'), LAST_ARGUMENT).optional(),
  /** Threads, in place of `threadgroups`: threadgroups at the edge of the grid are then smaller. */
  grid: extent.optional(),
  threadgroups: extent.optional(),
  threadsPerThreadgroup: extent,
  expect: byIndex(expected, LAST_ARGUMENT).optional(),
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
});

export type CheckLaunch = z.infer<typeof checkLaunchSchema>;

/** A file of several. */
export const checkLaunchesSchema = objectOf({
  launches: z.array(checkLaunchSchema).min(1).max(MAX_LAUNCHES),
});

const compileOptions = z.strictObject({
  languageVersion: z.enum(['3.1', '3.2', '4.0', '4.1']),
  defines: z.record(z.string(), z.string()),
  /** Absolute paths. */
  includeFolders: z.array(z.string()),
});

/** How MSL text is compiled. */
export type CheckCompileOptions = z.infer<typeof compileOptions>;

export const checkRequestSchema = z.strictObject({
  /** MSL text. */
  source: z.string(),
  options: compileOptions,
  /** null: the kernels are described, and none is run. */
  launch: checkLaunchSchema.nullable(),
  /** After which the kernel counts as hanging. */
  timeoutMs: z.number().min(1).max(LARGEST_TIMEOUT_MS),
});

export type CheckRequest = z.infer<typeof checkRequestSchema>;

import * as z from 'zod';
import { DTYPES } from '../../../kernels/index.ts';
import { text } from '../text-schema.ts';
import type { AskedPrograms, KeptProgram } from './kept-program.ts';

// What kept programs may be at most; those that are generated stay far below.
const MAX_NAME_LENGTH = 200;
const MAX_TEXT_LENGTH = 4_000_000;
/** Im2col has a pass for each image and group. */
const MAX_PASSES = 100_000;
const MAX_BUFFERS = 256;
const MAX_BINDINGS = 64;
const MAX_WORDS = 1024;
const MAX_DIMENSIONS = 16;
const MAX_PARAMETERS = 256;
const MAX_CONSTANTS = 1024;
const WORD = 0xffff_ffff;

export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, { message: '64 hexadecimal digits, a SHA-256' });

const name = text.max(MAX_NAME_LENGTH);
const count = z.int().min(0);
const extent = z.tuple([z.int().min(1).max(WORD), z.int().min(1).max(WORD), z.int().min(1).max(WORD)]);

/** A record of at most so many entries. */
function few<K extends z.ZodType<PropertyKey, PropertyKey>, V extends z.ZodType>(
  key: K & z.core.$ZodRecordKey,
  value: V,
  most: number,
) {
  return z.record(key, value).refine((record) => Object.keys(record).length <= most, {
    message: `at most ${most} entries`,
  });
}

const constantSchema = z.strictObject({
  type: z.enum(['bool', 'int', 'uint', 'float']),
  value: z.union([z.number(), z.boolean()]),
});

const kernelSchema = z.strictObject({
  source: hashSchema,
  functionName: name,
  constants: few(z.string().regex(/^(0|[1-9]\d{0,4})$/), constantSchema, MAX_CONSTANTS),
  languageVersion: z.enum(['3.1', '3.2', '4.0', '4.1']),
});

const index = count.max(MAX_BINDINGS);

const sizes = z.array(z.int().min(1)).min(1).max(MAX_DIMENSIONS);
const tensorSchema = z.strictObject({ element: name, extents: sizes, strides: sizes.optional() });

const bindingSchema = z.union([
  z.strictObject({ index, buffer: name, tensor: tensorSchema.optional() }),
  z.strictObject({ index, words: z.array(z.int().min(-WORD).max(WORD)).max(MAX_WORDS) }),
  z.strictObject({ index, threadgroupBytes: count }),
]);

const passSchema = z.strictObject({
  kernel: kernelSchema,
  bindings: z.array(bindingSchema).max(MAX_BINDINGS),
  threadgroups: extent,
  threadsPerThreadgroup: extent,
  gridThreads: extent.optional(),
  threadgroupBytes: count.nullable(),
  registers: z.number().min(0).nullable(),
});

const bufferSchema = z.strictObject({
  name,
  dtype: z.enum(DTYPES),
  shape: z.array(count).max(MAX_DIMENSIONS),
  role: z.enum(['input', 'output', 'inout', 'scratch']),
});

const estimateSchema = z.strictObject({
  flops: z.number().min(0),
  instructions: z.number().min(0).optional(),
  bytes: z.number().min(0),
  intensity: z.number().min(0),
});

/** A program as a bundle has it. That its text is there, and that it is what its hash says, is checked elsewhere. */
export const keptProgramSchema: z.ZodType<KeptProgram> = z.strictObject({
  generator: name,
  configuration: few(name, z.union([z.number(), z.boolean(), name]), MAX_PARAMETERS),
  buffers: z.array(bufferSchema).max(MAX_BUFFERS),
  estimate: estimateSchema,
  passes: z.array(passSchema).min(1).max(MAX_PASSES),
});

/** The programs and texts of a run; bundles of version 1 have none. */
export const keptProgramsShape = {
  programs: z.record(hashSchema, keptProgramSchema),
  sources: z.record(hashSchema, text.max(MAX_TEXT_LENGTH)),
};

/** Programs that cells are to be measured with. */
export const askedProgramsSchema: z.ZodType<AskedPrograms> = z
  .strictObject({ cells: z.record(text, hashSchema), kept: z.strictObject(keptProgramsShape) })
  .superRefine(({ cells, kept }, context) => {
    for (const [cell, hash] of Object.entries(cells)) {
      if (Object.hasOwn(kept.programs, hash)) continue;
      context.addIssue({ code: 'custom', path: ['cells', cell], message: 'one of kept.programs' });
    }
  });

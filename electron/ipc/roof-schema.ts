// What a device can do at most, as a run keeps it.
import * as z from 'zod';
import { text } from './text-schema.ts';

/** Of the machine's processors, the share that others used; null if the system does not say. */
export const busyShareSchema = z.number().min(0).max(1).nullable();

const roofTestSchema = z.strictObject({
  /** Of the machine's processors, the share that others used at the quietest of the measurements; null if unknown. */
  busyShare: busyShareSchema,
  /** Whether twice the work took twice the time in one of them. */
  isProportional: z.boolean(),
  /** The lowest and the highest of the run's measurements, in the unit of the rate. */
  range: z.tuple([z.number().positive(), z.number().positive()]),
});

/** How the measurements of a roof went: at a run's start, between its problems and at its end. */
export type RoofTest = z.infer<typeof roofTestSchema>;

/** The rate of matrix units for products of one type. */
const tensorRateSchema = z.strictObject({
  gflops: z.number().positive(),
  source: z.string(),
  test: roofTestSchema,
});

export const roofSchema = z.strictObject({
  gflops: z.number().positive(),
  /** In half precision where that is known separately; else null, and `gflops` applies. */
  halfGflops: z.number().positive().nullable().default(null),
  /** "measured: FMA micro-kernel, 2 threads", or the source of a table's figure. */
  source: z.string(),
  /** Missing for a roof from a table, and in runs of earlier versions. */
  test: roofTestSchema.optional(),
  /**
   * Of the units that run tensor operations on GPUs from Apple10 on, by the type of the operands; the rates above are then
   * those of the vector units. Missing where there are none or they were not measured, and in runs of earlier versions.
   */
  matrixUnits: z
    .strictObject({
      f16: tensorRateSchema,
      f32: tensorRateSchema.optional(),
      i8: tensorRateSchema.optional(),
      /**
       * The contenders that are not generated, whose texts have tensor operations: they are held against these, too. Left
       * out if there are none, and in runs of earlier versions.
       */
      usedBy: z.array(text).optional(),
    })
    .optional(),
  /** Of memory beyond the last-level cache; missing where it could not be measured, and in runs of earlier versions. */
  bandwidth: z
    .strictObject({
      /** Read and written, while copying. */
      rateGBps: z.number().positive(),
      /** Of the last-level cache. */
      cacheBytes: z.int().min(0),
      source: z.string(),
      test: roofTestSchema.optional(),
    })
    .optional(),
});

export type Roof = z.infer<typeof roofSchema>;

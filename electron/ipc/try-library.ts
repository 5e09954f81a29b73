import * as z from 'zod';
import type { Failure, Verification } from './types.ts';

export const libraryTrialRequestSchema = z.strictObject({
  device: z.string(),
  /** The id of a library. */
  library: z.string(),
  /** An index into LIBRARY_FAULTS, and one into its trials. */
  fault: z.int().min(0),
  trial: z.int().min(0),
});

export type LibraryTrialRequest = z.infer<typeof libraryTrialRequestSchema>;

export interface LibraryTrialResponse {
  /** Null when the output has a NaN or an infinity. */
  readonly verification: Verification | null;
  /** Null when the library is right. */
  readonly failure: Failure | null;
}

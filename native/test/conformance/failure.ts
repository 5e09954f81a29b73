import { expect } from 'vitest';
import { NativeError } from '../../index.ts';

/** The error with which some work fails. */
export async function failure(work: Promise<unknown>): Promise<NativeError> {
  const error = await work.then(
    () => new Error('unexpected success'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(NativeError);
  return error;
}

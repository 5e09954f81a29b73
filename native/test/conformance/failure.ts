import { expect } from 'vitest';
import { NativeError } from '../../index.ts';

/** The error that some work ends with. */
export async function failure(work: Promise<unknown>): Promise<NativeError> {
  const error = await work.then(
    () => new Error('it succeeded'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(NativeError);
  return error;
}

/** A reference that cannot be computed with the numbers that it got: somebody's mistake in a custom problem, and no kernel's. */
export class BadReference extends Error {
  readonly code = 'BAD_REFERENCE';

  constructor(message: string) {
    super(`The problem's reference is wrong: ${message}.`);
    this.name = 'BadReference';
  }
}

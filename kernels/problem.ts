/** A problem of any family: `op` says of which. */
export interface ProblemBase {
  readonly op: string;
}

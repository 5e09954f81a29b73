/** A problem of any family: `op` says which. */
export interface ProblemBase {
  readonly op: string;
}

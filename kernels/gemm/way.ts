import type { ParameterTable } from '../parameter.ts';
import type { GemmConfiguration } from './parameters.ts';

/** A contender that is a product by one set of parameters. */
export interface Way {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly parameters: ParameterTable;
  /** What this way is, where its parameters leave no choice. */
  readonly fixed: Partial<GemmConfiguration>;
}

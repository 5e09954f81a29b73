import type { ParameterTable } from '../parameter.ts';
import type { SimdgroupUse } from '../simdgroup-use.ts';
import type { GemmConfiguration } from './parameters.ts';

/** A GEMM contender, by what its configurations have in common. */
export interface GemmAlgorithm {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly simdgroups: SimdgroupUse;
  readonly parameters: ParameterTable;
  /** The part of the configuration that its parameters leave no choice in. */
  readonly fixed: Partial<GemmConfiguration>;
}

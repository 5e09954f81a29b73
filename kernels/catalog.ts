import { type TargetDevice, tensorUnitsOf } from './device.ts';
import { FAMILIES, type Problem } from './families.ts';
import { LIBRARIES } from './library.ts';
import { parseVariant } from './names.ts';
import type { ParameterTable } from './parameter.ts';
import type { SimdgroupUse } from './simdgroup-use.ts';

/** One named way to solve a problem: a program generated here, or a library routine. */
export interface Contender {
  readonly id: string;
  readonly label: string;
  readonly kind: 'generated' | 'library';
  /** One sentence, for the legend's tooltip. */
  readonly description: string;
  /** What the lanes of its SIMD-groups do together; null for a library, which does not say. */
  readonly simdgroups: SimdgroupUse | null;
  readonly ops: readonly Problem['op'][];
  /** Measured only when named. */
  readonly isOptIn: boolean;
}

/** All contenders, in the order that legends and tables show them. */
export const CONTENDERS: readonly Contender[] = [
  ...FAMILIES.flatMap(({ op, contenders }) =>
    contenders.map(
      ({ id, label, description, simdgroups }): Contender => ({
        id,
        label,
        description,
        simdgroups,
        kind: 'generated',
        ops: [op],
        isOptIn: false,
      }),
    ),
  ),
  ...LIBRARIES.map(
    ({ id, label, description, op, isOptIn = false }): Contender => ({
      id,
      label,
      description,
      simdgroups: null,
      kind: 'library',
      ops: [op],
      isOptIn,
    }),
  ),
];

const PARAMETERS: ReadonlyMap<string, ParameterTable> = new Map(
  FAMILIES.flatMap(({ contenders }) => contenders.map(({ id, parameters }) => [id, parameters])),
);

/** The contender of a name, with or without parameters; undefined if there is none. */
export function contenderOf(name: string): Contender | undefined {
  const { id } = parseVariant(name);
  return CONTENDERS.find((contender) => contender.id === id);
}

/** "SIMD-group matrix", or "SIMD-group matrix · Block M 32 · baseline". An unknown contender keeps its id. */
export function contenderLabel(name: string): string {
  const { id, overrides, side } = parseVariant(name);
  const parameters = parametersOf(name);
  const parts = Object.entries(overrides).map(([key, value]) => `${parameters[key]?.label ?? key} ${value}`);
  return [contenderOf(name)?.label ?? id, ...parts, ...(side ? [side] : [])].join(' · ');
}

/** Which units of a GPU run a contender's tensor operations, for people; null for other contenders and devices. */
export function tensorUnitsFor(name: string, device: TargetDevice) {
  return device.kind === 'gpu' && contenderOf(name)?.simdgroups === 'tensors' ? tensorUnitsOf(device) : null;
}

/**
 * What a contender is, and what matters about it on a device: "… Tensor operations run on the matrix units of this GPU".
 * @param device undefined if none is chosen
 */
export function describeOn(
  device: TargetDevice | undefined,
  { id, description }: Pick<Contender, 'id' | 'description'>,
): string {
  const units = device ? tensorUnitsFor(id, device) : null;
  return units ? `${description}. ${units.note}` : description;
}

/** The contenders that solve a family's problems, in the order of CONTENDERS. */
export function contendersOf(op: Problem['op']): Contender[] {
  return CONTENDERS.filter(({ ops }) => ops.includes(op));
}

/** The contenders that are measured when none are named. */
export function defaultContendersOf(op: Problem['op']): string[] {
  return contendersOf(op).flatMap(({ id, isOptIn }) => (isOptIn ? [] : [id]));
}

/** A contender's parameters by name; none for a library. */
export function parametersOf(name: string): ParameterTable {
  return PARAMETERS.get(parseVariant(name).id) ?? {};
}

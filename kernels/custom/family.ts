import type { Problem } from '../families.ts';
import { type Family, family } from '../family.ts';
import { type FieldTable, type NumberField, withDefaults } from '../field.ts';
import type { Issue } from '../issue.ts';
import type { DType } from '../msl/dtype.ts';
import { describedProgram, type Programmer } from '../own/described-program.ts';
import { Reader } from '../own/reader.ts';
import type { ProblemBase } from '../problem.ts';
import { type CustomDefinition, type CustomProblem, customOp, digestOf } from './definition.ts';
import { formulaReference } from './formula-reference.ts';
import { readDefinition } from './read-definition.ts';
import { drawInput, type SizedDefinition, sizeDefinition } from './size-definition.ts';
import { trustedReference } from './trusted-reference.ts';

/** Extents that bound nothing themselves: buffers do. */
const LARGEST_EXTENT = 2 ** 28;

/** Errors of right outputs of each type, relative to their scales: about as those of our own kernels. */
const TOLERANCES: Readonly<Record<DType, number>> = {
  ...{ f32: 1e-5, f16: 2 ** -9, bf16: 2 ** -6 },
  ...{ i8: 0, u8: 0, i32: 0, u32: 0 },
};

type Extents = Readonly<Record<string, number>>;

/** The family of a definition whose shape was checked; or what is wrong with it. */
export function customFamily(
  definition: CustomDefinition,
): { family: Family<CustomProblem> } | { issues: Issue[] } {
  const names = Object.keys(definition.extents);
  const reader = new Reader([]);
  for (const name of names) reader.define(`extents.${name}`, name);
  const read = readDefinition(definition, reader);
  if (reader.issues.length > 0) return { issues: reader.issues };
  const fields = fieldsOf(definition);
  const extentsOf = (problem: CustomProblem): Extents =>
    Object.fromEntries(names.map((name) => [name, problem[name] as number]));
  const sized = (problem: CustomProblem): SizedDefinition =>
    sizeDefinition(read, extentsOf(problem), problem.dtype);
  const op = customOp(definition);
  const { name, label = name, flops } = definition;
  const square = names.filter((extent) => definition.extents[extent]?.default === undefined);
  const limit = definition.limit ?? (flops === undefined ? 'bandwidth' : 'arithmetic');
  let trusted: Programmer | null = null;
  const trustedProgram = (problem: CustomProblem) => trusted?.({ ...problem, dtype: 'f32' }) ?? null;
  const made = family<CustomProblem, CustomProblem>({
    op,
    name,
    key: `custom:${name}:${digestOf(op)}`,
    label,
    fields,
    check: (problem) => {
      const { issues } = sized(problem);
      const program = issues.length > 0 ? null : trustedProgram(problem);
      return program && 'issues' in program ? within('trusted', program.issues) : [...issues];
    },
    square: (size) => Object.fromEntries(square.map((extent) => [extent, size])),
    size: (problem) => {
      const sides = square.map((extent) => withDefaults(fields, problem)[extent] as number);
      const isSquare = sides.every((side) => side === sides[0]);
      return isSquare
        ? (sides[0] ?? 1)
        : sides.reduce((product, side) => product * side, 1) ** (1 / sides.length);
    },
    title: ({ dtype }) => `${label} ${dtype}`,
    buffers: (problem) => sized(problem).buffers,
    data: (problem, buffer, draw) => {
      const index = read.buffers.findIndex((one) => one.name === buffer);
      const sizedBuffer = sized(problem).buffers[index] as SizedDefinition['buffers'][number];
      return drawInput(
        read.buffers[index] as (typeof read.buffers)[number],
        sizedBuffer,
        extentsOf(problem),
        draw,
      );
    },
    reference: (problem, inputs) => {
      const { formulas, buffers } = sized(problem);
      const made = trustedProgram(problem);
      if (made && 'program' in made) return trustedReference(made.program, buffers, inputs);
      if (formulas) return formulaReference(formulas, inputs);
      throw new RangeError(`a reference of a problem that is wrong: ${problem.op}`);
    },
    tolerance: (problem) => toleranceOf(definition, problem.dtype, sized(problem).buffers),
    limit: () => limit,
    convention: flops === undefined ? 'One FLOP for each element of an output' : `FLOPs: ${flops}`,
    estimate: (problem) => sized(problem).estimate,
    contenders: [],
  });
  if (definition.trusted === undefined) return { family: made };
  const kernel = readTrusted(definition, made);
  if ('issues' in kernel) return { issues: within('trusted', kernel.issues) };
  trusted = kernel.program;
  return { family: made };
}

/** The kernel whose outputs are taken for right. It runs with f32, whatever the type of the problem. */
function readTrusted(
  { trusted }: CustomDefinition,
  of: Family<CustomProblem>,
): ReturnType<typeof describedProgram> {
  if (typeof trusted !== 'object')
    return { issues: [{ parameter: 'descriptor', value: trusted, expected: 'a descriptor with its texts' }] };
  const { descriptor, texts, source } = trusted;
  const supports = { ...descriptor.supports, dtype: 'any' as const };
  const family = of as Family<ProblemBase> as Family<Problem>;
  return describedProgram({ ...descriptor, supports }, family, texts, source);
}

function within(path: string, issues: readonly Issue[]): Issue[] {
  return issues.map((issue) => ({ ...issue, parameter: `${path}.${issue.parameter}` }));
}

function fieldsOf({ extents, dtypes = ['f32'] }: CustomDefinition): FieldTable {
  const numbers = Object.entries(extents).map(([name, extent]): [string, NumberField] => {
    const { label = name, min = 1, max = LARGEST_EXTENT, default: usual } = extent;
    const field = { kind: 'number', label, min, max, isWhole: true, isExtent: true } as const;
    return [name, usual === undefined ? field : { ...field, default: usual }];
  });
  return { dtype: { kind: 'choice', label: 'Data type', choices: dtypes }, ...Object.fromEntries(numbers) };
}

/** What is asked for, or the usual of the least precise output. */
function toleranceOf(
  { tolerance = {} }: CustomDefinition,
  dtype: DType,
  buffers: SizedDefinition['buffers'],
): number {
  if (typeof tolerance === 'number') return tolerance;
  const outputs = buffers.filter(({ role }) => role !== 'input');
  return tolerance[dtype] ?? Math.max(...outputs.map((output) => TOLERANCES[output.dtype]));
}

import { evaluator, type Values } from '../expression/expression.ts';
import type { Draw } from '../family.ts';
import type { Issue } from '../issue.ts';
import { LARGEST_ELEMENTS } from '../layout.ts';
import { DTYPE, type DType } from '../msl/dtype.ts';
import { Scope } from '../own/scope.ts';
import type { Estimate, ProgramBuffer } from '../program.ts';
import { columnsOf, elementsOf, type SizedFormulas, stepsOfOutputs } from './formula-reference.ts';
import { CONSTANTS } from './functions.ts';
import type { ReadBuffer, ReadDefinition } from './read-definition.ts';
import { wholeNumbersOf } from './whole-numbers.ts';

/** Elements of a shared value, which are kept as float64. */
const LARGEST_TABLE = 2 ** 24;
/** What rows of an output may take to be computed at the least, in steps of one to four nanoseconds: half a minute. */
const MOST_STEPS = 2 ** 33;
const LEAST_ROWS = 4;
/** What an element may take, during which nothing can be cancelled: a second. */
const MOST_STEPS_OF_ELEMENT = 2 ** 28;

/** What a definition is for one problem. */
export interface SizedDefinition {
  readonly buffers: readonly ProgramBuffer[];
  readonly estimate: Estimate;
  /** Null if a kernel is trusted. */
  readonly formulas: SizedFormulas | null;
  /** What is wrong with the problem. If there is something, the rest means nothing. */
  readonly issues: readonly Issue[];
}

/** Evaluates a definition with the extents of a problem of some data type. */
export function sizeDefinition(read: ReadDefinition, extents: Values, dtype: DType): SizedDefinition {
  const scope = new Scope(extents);
  scope.issues.push(...scope.unmet(read.conditions));
  const buffers = read.buffers.map(({ name, role, shape, dtype: own }): ProgramBuffer => {
    return { name, role, dtype: own ?? dtype, shape: shape.map((extent) => scope.whole(extent)) };
  });
  for (const { name, shape } of buffers) expectFits(`buffers.${name}`, shape, LARGEST_ELEMENTS, scope);
  for (const { draw, role, dtype: own } of read.buffers) {
    if (typeof draw === 'object' && role !== 'output') rangeOf(draw, own ?? dtype, scope);
  }
  const outputs = buffers.filter(({ role }) => role !== 'input').map(({ shape }) => elementsOf(shape));
  const written = outputs.reduce((sum, count) => sum + count, 0);
  const flops = read.flops ? scope.amount(read.flops) : written;
  const bytes = read.bytes ? scope.amount(read.bytes) : trafficOf(buffers);
  const formulas = scope.issues.length > 0 ? null : sizeFormulas(read, extents, buffers, scope);
  const estimate = { flops, bytes, intensity: flops / bytes };
  return { buffers, estimate, formulas, issues: scope.issues };
}

function sizeFormulas(
  { formulas }: ReadDefinition,
  extents: Values,
  buffers: readonly ProgramBuffer[],
  { issues }: Scope,
): SizedFormulas | null {
  if (!formulas) return null;
  const named = { ...CONSTANTS, ...extents };
  const dims = formulas.values.map(({ ranges, head }) =>
    ranges.map((range, axis) => {
      const length = evaluator(range)(named);
      if (Number.isInteger(length) && length >= 1) return length;
      const expected = `a whole number from 1 in dimension ${axis + 1}`;
      issues.push({ parameter: `values["${head}"]`, value: length, expected });
      return 1;
    }),
  );
  for (const [index, { head }] of formulas.values.entries())
    expectFits(`values["${head}"]`, dims[index] as number[], LARGEST_TABLE, { issues });
  if (issues.length > 0) return null;
  const sized = { formulas, extents, buffers, dims };
  const steps = stepsOfOutputs(sized);
  for (const [index, { array, head }] of formulas.outputs.entries()) {
    const shape = buffers.find(({ name }) => name === array)?.shape ?? [];
    const columns = columnsOf(shape);
    const ofElement = steps[index] as number;
    const ofRows = Math.min(LEAST_ROWS, elementsOf(shape) / columns) * columns * ofElement;
    const expect = (value: string, expected: string) =>
      issues.push({ parameter: `outputs["${head}"]`, value, expected });
    if (!Number.isFinite(ofElement)) expect(`${ofElement} steps`, 'reductions whose ranges are finite');
    else if (ofElement > MOST_STEPS_OF_ELEMENT)
      expect(
        `about ${ofElement.toExponential(0)} steps`,
        `at most ${MOST_STEPS_OF_ELEMENT.toExponential(0)} for an element, which is about a second`,
      );
    else if (ofRows > MOST_STEPS)
      expect(
        `about ${ofRows.toExponential(0)} steps`,
        `at most ${MOST_STEPS.toExponential(0)} for ${LEAST_ROWS} rows of ${array}, which is half a minute`,
      );
  }
  return sized;
}

function expectFits(
  parameter: string,
  shape: readonly number[],
  most: number,
  { issues }: Pick<Scope, 'issues'>,
): void {
  const elements = elementsOf(shape);
  if (elements > most) issues.push({ parameter, value: elements, expected: `at most ${most} elements` });
}

function trafficOf(buffers: readonly ProgramBuffer[]): number {
  return buffers.reduce(
    (sum, { dtype, role, shape }) =>
      sum + elementsOf(shape) * DTYPE[dtype].sizeBytes * (role === 'inout' ? 2 : 1),
    0,
  );
}

function rangeOf(
  { from, below }: Exclude<ReadBuffer['draw'], string>,
  dtype: DType,
  scope: Scope,
): readonly [first: number, count: number] {
  const [least, largest] = wholeNumbersOf(dtype);
  const first = scope.whole(from, least, largest);
  return [first, scope.whole(below, first + 1, largest + 1) - first];
}

/** The numbers of an input; null for standard normal ones. */
export function drawInput(
  { draw: kind }: ReadBuffer,
  { dtype, shape }: ProgramBuffer,
  extents: Values,
  draw: Draw,
): Float32Array | null {
  if (kind === 'normal') return null;
  const count = elementsOf(shape);
  if (kind === 'positive') return draw.normal(count).map(Math.abs);
  const [first, numbers] = rangeOf(kind, dtype, new Scope(extents));
  return Float32Array.from({ length: count }, () => first + draw.below(numbers));
}

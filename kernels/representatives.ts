// Every kind of program that the workbench can generate, from the tables of families and contenders alone: a family,
// a field or a parameter that is added to them is among these by itself.
import { FAMILIES, type Problem } from './families.ts';
import type { Family, GeneratedContender } from './family.ts';
import type { Field, FieldValue } from './field.ts';
import { generate } from './generate.ts';
import { apartExtents } from './labels.ts';
import { variantName } from './names.ts';
import type { ParameterValue } from './parameter.ts';
import type { ProblemBase } from './problem.ts';
import { checkProblem, inOrder } from './problems.ts';
import type { Program } from './program.ts';
import type { Target } from './target.ts';

/** A program, and what it was generated from. */
export interface Representative {
  /** With its parameters, where it does not run with the tuned ones. */
  readonly contender: string;
  readonly problem: Problem;
  readonly program: Program;
}

/** On every tile's edge, and off it. */
const SIZES = [64, 65] as const;
/** Extents that sizes leave alone, such as an attention's head dimension: tables choose by them. */
const APART = [40, 128, 256, 512] as const;
/** For numbers with a fraction: neither 0 nor 1, which are left out of the text. */
const FRACTION = 0.5;
/** For whole numbers, the first that the family accepts: a batch, then the length of a row and of a matrix. */
const WHOLE = [2, 2 * SIZES[1], 2 * SIZES[1] ** 2] as const;

type Values = Readonly<Record<string, FieldValue>>;

/**
 * The programs of all contenders for a target, or of one family's: over sizes, data types, every option and every
 * value of every parameter, one at a time, with everything else at its default. What is refused is left out.
 */
export function* representatives(target: Target, op: Problem['op'] | null = null): Generator<Representative> {
  for (const family of FAMILIES) {
    if (op !== null && family.op !== op) continue;
    const [usual, ...others] = problemsOf(family);
    for (const contender of family.contenders) {
      for (const problem of [usual, ...others]) {
        if (problem) yield* generated(contender.id, problem, target);
      }
      const variants = variantsOf(contender);
      for (const problem of byDataType(family, SIZES[1])) {
        for (const variant of variants) yield* generated(variant, problem, target);
      }
    }
  }
}

function* generated(contender: string, problem: Problem, target: Target): Generator<Representative> {
  const made = generate(contender, problem, {}, target);
  if ('program' in made) yield { contender, problem, program: made.program };
}

/** Problems of a family that differ in one respect: in size, in data type, or in one option. */
function problemsOf(family: Family<Problem>): Problem[] {
  const options = Object.entries(family.fields).filter(
    ([name, field]) => name !== 'dtype' && !field.isExtent,
  );
  const said = options.flatMap(([name, field]) => {
    const values = valuesOf(field).map((value): Values => ({ [name]: value }));
    if (field.kind !== 'number') return values;
    return values.filter((one) => makeProblem(family, SIZES[1], one)).slice(0, 1);
  });
  const apart = apartExtents(family).flatMap((name) => APART.map((extent): Values => ({ [name]: extent })));
  return [
    ...SIZES.flatMap((size) => byDataType(family, size)),
    ...apart.flatMap((values) => makeProblem(family, SIZES[1], values) ?? []),
    ...said.flatMap((values) => withCompanions(family, values, said)),
  ];
}

function byDataType(family: Family<Problem>, size: number): Problem[] {
  const { dtype } = family.fields;
  const choices: Values[] =
    dtype?.kind === 'choice' ? dtype.choices.map((choice) => ({ dtype: choice })) : [{}];
  return choices.flatMap((choice) => makeProblem(family, size, choice) ?? []);
}

/** A problem with an option; where that is nothing without another one, such as a mask's length, with the first that fits. */
function withCompanions(family: Family<Problem>, values: Values, others: readonly Values[]): Problem[] {
  const alone = makeProblem(family, SIZES[1], values);
  if (alone) return [alone];
  for (const other of others) {
    const both = makeProblem(family, SIZES[1], { ...other, ...values });
    if (both) return [both];
  }
  return [];
}

/** A problem with the first choice of what it has to be asked for; null where the family does not accept it. */
function makeProblem(family: Family<Problem>, size: number, values: Values): Problem | null {
  const required = Object.entries(family.fields).flatMap(([name, field]) =>
    field.kind === 'choice' && field.default === undefined ? [[name, field.choices[0]]] : [],
  );
  const problem: ProblemBase = {
    op: family.op,
    ...Object.fromEntries(required),
    ...family.square(size),
    ...values,
  };
  return checkProblem(problem).length === 0 ? inOrder(problem as Problem) : null;
}

/** The values of an option other than its default: all choices, the other side of a flag, numbers to choose from. */
function valuesOf(field: Field): FieldValue[] {
  switch (field.kind) {
    case 'flag':
      return [!field.default];
    case 'choice':
      return field.choices.filter((choice) => choice !== field.default);
    case 'number':
      return field.isWhole ? [...WHOLE] : [Math.max(field.min, Math.min(FRACTION, field.max))];
  }
}

/** A contender with each value of each parameter, one at a time. */
function variantsOf({ id, parameters }: GeneratedContender<Problem>): string[] {
  return Object.entries(parameters).flatMap(([name, { choices }]) =>
    choices.map((value: ParameterValue) => variantName({ id, overrides: { [name]: value } })),
  );
}

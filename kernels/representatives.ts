// Every kind of program that the workbench can generate, from the tables of families and contenders alone: a new
// family, field or parameter is included automatically.
import { FAMILIES, type Problem } from './families.ts';
import type { Family, GeneratedContender } from './family.ts';
import type { Field, FieldValue } from './field.ts';
import { generate } from './generate.ts';
import { apartExtents } from './labels.ts';
import { LAUNCH_PARAMETERS } from './launch.ts';
import { variantName } from './names.ts';
import type { ParameterValue } from './parameter.ts';
import type { ProblemBase } from './problem.ts';
import { checkProblem, inOrder, problemKey } from './problems.ts';
import type { Program } from './program.ts';
import type { Target } from './target.ts';

/** A program, and what it was generated from. */
export interface Representative {
  /** With parameters, unless it runs with the tuned ones. */
  readonly contender: string;
  readonly problem: Problem;
  readonly program: Program;
}

/** On a tile's edge, and off it. */
const SIZES = [64, 65] as const;
/**
 * For extents that are not part of the size, such as the head dimension of attention: tuned values depend on them, and a
 * window of one element is a case of its own.
 */
const APART = [1, 40, 128, 256, 512] as const;
/** For fractional numbers: not 0 or 1, whose terms are left out of the text. */
const FRACTION = 0.5;
/** For whole numbers, the first that the family accepts: for a batch, a leading dimension, a stride. */
const WHOLE = [2, 2 * SIZES[1], 2 * SIZES[1] ** 2] as const;

type Values = Readonly<Record<string, FieldValue>>;

/**
 * The programs of all contenders, or of one family's, for a target: with each size, data type, option and value of a
 * parameter, one at a time and everything else at its default. What is refused is left out.
 */
export function* representatives(target: Target, op: Problem['op'] | null = null): Generator<Representative> {
  for (const family of FAMILIES) {
    if (op !== null && family.op !== op) continue;
    const problems = problemsOf(family);
    for (const contender of family.contenders) {
      for (const problem of problems) yield* generated(contender.id, problem, target);
      const variants = variantsOf(contender);
      for (const problem of byRequired(family, SIZES[1])) {
        for (const variant of variants) yield* generated(variant, problem, target);
      }
    }
  }
}

function* generated(contender: string, problem: Problem, target: Target): Generator<Representative> {
  const made = generate(contender, problem, {}, target);
  if ('program' in made) yield { contender, problem, program: made.program };
}

/** Problems of a family that differ in one respect: in size, in what has to be chosen, or in one option. */
function problemsOf(family: Family<Problem>): Problem[] {
  const fields = Object.entries(family.fields).filter(([name, field]) => name !== 'dtype' && !field.isExtent);
  const options = fields.flatMap(([name, field]) => {
    const values = valuesOf(field).map((value): Values => ({ [name]: value }));
    if (field.kind !== 'number') return values;
    return values.filter((one) => makeProblem(family, SIZES[1], one)).slice(0, 1);
  });
  const apart = apartExtents(family).flatMap((name) => APART.map((extent): Values => ({ [name]: extent })));
  return [
    ...SIZES.flatMap((size) => byRequired(family, size)),
    ...apart.flatMap((values) => withCompanions(family, values, options)),
    ...options.flatMap((values) => withCompanions(family, values, options)),
  ];
}

/** A problem for each choice of each field that has to be chosen, such as the data type. */
function byRequired(family: Family<Problem>, size: number): Problem[] {
  const choices = Object.entries(family.fields).flatMap(([name, field]): Values[] =>
    field.kind === 'choice' && field.default === undefined
      ? field.choices.map((choice) => ({ [name]: choice }))
      : [],
  );
  const problems = choices.flatMap((choice) => makeProblem(family, size, choice) ?? []);
  return [...new Map(problems.map((problem) => [problemKey(problem), problem])).values()];
}

/** A problem with an option. If the option needs another one, as a window needs its mask: with the first that fits. */
function withCompanions(family: Family<Problem>, values: Values, others: readonly Values[]): Problem[] {
  const alone = makeProblem(family, SIZES[1], values);
  if (alone) return [alone];
  for (const other of others) {
    const both = makeProblem(family, SIZES[1], { ...other, ...values });
    if (both) return [both];
  }
  return [];
}

/** A problem with the first choice of each required field; null if the family does not accept it. */
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

/** The values of an option other than its default: the other choices, the other value of a flag, numbers to try. */
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
  const written = Object.entries(parameters).filter(([name]) => !Object.hasOwn(LAUNCH_PARAMETERS, name));
  return written.flatMap(([name, { choices }]) =>
    choices.map((value: ParameterValue) => variantName({ id, overrides: { [name]: value } })),
  );
}

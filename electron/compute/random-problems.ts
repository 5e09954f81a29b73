import {
  type Configuration,
  type Family,
  type Field,
  type FieldValue,
  generate,
  inOrder,
  type ParameterValue,
  type Problem,
  TARGETS,
  type Target,
} from '../../kernels/index.ts';
import { createRandom, type Random } from './random.ts';

/** A problem, and how it is asked to be solved. */
export interface RandomCase {
  readonly problem: Problem;
  readonly contender: string;
  readonly overrides: Configuration;
  readonly target: Target;
}

type Values = Record<string, FieldValue>;
/** Options with their values; null for those whose values depend on the sizes. */
type Options = ReadonlyMap<string, FieldValue | null>;

/** Sizes that share one text: the options are drawn once for so many problems. */
export const SIZES_PER_FORM = 10;
const MOST_TRIES = 3;
/** How often an option is said, a parameter overridden, a contender's configuration left alone. */
const OFTEN = { option: 0.35, override: 0.3, tuned: 0.4 } as const;
/** Extents that blocks, parts and loads have; problems lie on them, beside them, and anywhere. */
const EDGES = [4, 8, 16, 24, 32, 48, 64, 96, 128] as const;
const LARGEST = 96;
/** With checks a multiply-add takes some 50 ns. */
const MOST_FLOPS = 4e6;

/** Values of fields whose range says too little about what is worth asking for; of what the problem is so far. */
const WORTH_ASKING: Readonly<Record<string, (random: Random, values: Values) => FieldValue | undefined>> = {
  alpha: (random) => pick(random, [0.5, -2, 1.25]),
  beta: (random) => pick(random, [1, 0.5, -1]),
  batch: (random) => 1 + random.below(3),
  lda: (random, { m, k, transposeA }) => Number(transposeA ? m : k) + random.below(6),
  ldb: (random, { n, k, transposeB }) => Number(transposeB ? k : n) + random.below(6),
  ldc: (random, { n }) => Number(n) + random.below(6),
  strideA: (random) => pick(random, [0, 12_000]),
  strideB: (random) => pick(random, [0, 12_000]),
  strideC: () => 12_000,
  heads: (random) => pick(random, [1, 2, 4, 6]),
  // Half of them fit into one block; beyond 256 attention takes slices.
  d: (random) => pick(random, [1 + random.below(72), 1 + random.below(72), 1 + random.below(400)]),
  kvHeads: (random) => pick(random, [1, 2]),
  scale: (random) => pick(random, [0.3, 1, -0.2]),
  window: (random, { mask }) => (mask === 'window' ? 1 + random.below(40) : undefined),
};

/** Random problems of a family with everything crossed: fields, contenders, parameters, targets. */
export function* randomCases(family: Family<Problem>, count: number, seed: number): Generator<RandomCase> {
  const random = createRandom(seed, `cases of ${family.op}`);
  for (let made = 0; made < count; ) {
    const form = drawForm(family, random);
    for (let size = 0; size < SIZES_PER_FORM && made < count; size++, made++) {
      yield { ...form, problem: drawSizes(family, form.options, random) };
    }
  }
}

/**
 * Options, a contender and its parameters. Most combinations of parameters do not fit together: a few are drawn, so that
 * many forms are accepted and some are not.
 */
function drawForm(
  family: Family<Problem>,
  random: Random,
): Omit<RandomCase, 'problem'> & { options: Options } {
  for (let tries = 1; ; tries++) {
    const options = drawOptions(family, random);
    const { id, parameters } = pick(random, family.contenders);
    const target = pick(random, TARGETS);
    const overrides = random.unit() < OFTEN.tuned ? {} : drawOverrides(parameters, random);
    const problem = drawSizes(family, options, random);
    const isAccepted = 'program' in generate(id, problem, overrides, target);
    if (isAccepted || tries === MOST_TRIES) return { options, contender: id, overrides, target };
  }
}

/** The names of the options that are said, with their values where these do not depend on sizes. */
function drawOptions({ fields }: Family<Problem>, random: Random): Options {
  const options = new Map<string, FieldValue | null>();
  for (const [name, field] of Object.entries(fields)) {
    if (field.isExtent || (field.default !== undefined && random.unit() >= OFTEN.option)) continue;
    options.set(name, WORTH_ASKING[name] ? null : drawValue(field, random));
  }
  if (options.get('mask') === 'window') options.set('window', null);
  return options;
}

function drawValue(field: Field, random: Random): FieldValue {
  switch (field.kind) {
    case 'flag':
      return !field.default;
    case 'choice':
      return pick(random, field.choices);
    case 'number':
      return field.isWhole
        ? field.min + random.below(4)
        : field.min + random.unit() * (field.max - field.min);
  }
}

function drawSizes(family: Family<Problem>, options: Options, random: Random): Problem {
  const values: Values = { op: family.op };
  for (const [name, field] of Object.entries(family.fields)) {
    if (field.isExtent) values[name] = WORTH_ASKING[name]?.(random, values) ?? drawExtent(random);
  }
  for (const [name, value] of options) {
    const asked =
      value ?? WORTH_ASKING[name]?.(random, { ...Object.fromEntries(options), ...values } as Values);
    if (asked !== undefined) values[name] = asked;
  }
  const problem = inOrder(values as unknown as Problem);
  return family.estimate(problem).flops > MOST_FLOPS ? drawSizes(family, options, random) : problem;
}

function drawExtent(random: Random): number {
  const kind = random.unit();
  if (kind < 0.2) return 1 + random.below(9);
  if (kind < 0.5) return pick(random, EDGES) - 1 + random.below(3);
  return 1 + random.below(LARGEST);
}

function drawOverrides(
  parameters: Family<Problem>['contenders'][number]['parameters'],
  random: Random,
): Configuration {
  const chosen = Object.entries(parameters).filter(() => random.unit() < OFTEN.override);
  return Object.fromEntries(
    chosen.map(([name, { choices }]): [string, ParameterValue] => [name, pick(random, choices)]),
  );
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.below(items.length)] as T;
}

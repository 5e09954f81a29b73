import { LANES } from './kernels.ts';

type Random = () => number;
/** The value of each lane. */
type Values = readonly number[];
/** Whether each lane takes part. */
type Mask = readonly boolean[];

/** An expression in MSL, and its values for the lanes of a mask, as a GPU's lanes would have them in step. */
interface Expression {
  readonly text: string;
  of(state: Values, mask: Mask): Values;
}
interface Step {
  readonly text: string;
  run(state: Values, mask: Mask): Values;
}

/** What lanes keep stays below this, so that a float holds the sums of sums of sums. */
const LIMIT = 251;
const bounded = (value: number) => value % LIMIT;

const sum = (values: Values, mask: Mask) =>
  values.reduce((total, value, lane) => total + (mask[lane] ? value : 0), 0);
const greatest = (values: Values, mask: Mask) =>
  values.reduce((most, value, lane) => Math.max(most, mask[lane] ? value : 0), 0);
const each = (of: (lane: number) => number): Values => Array.from({ length: LANES }, (_, lane) => of(lane));
const both = (mask: Mask, takesPart: (lane: number) => boolean): Mask =>
  mask.map((is, lane) => is && takesPart(lane));

/** Ways to add what the lanes at a call have, each through another kind of callee. */
const TOTALS = [
  'simd_sum',
  'total',
  'total_of<float>',
  'tools.total',
  'local',
  'functor',
  'through',
] as const;

export const BEFORE_PROGRAMS = `
template <typename T> T total_of(T v) { return simd_sum(v); }
struct Tools { float total(float v) { return simd_sum(v); } };
template <typename F> float apply(F f, float v) { return f(v); }
`;
/** Their callees may stand before or after them. */
export const DECLARED = 'float total(float v);\nstruct Functor { float operator()(float v) const; };\n';
export const DEFINED =
  'float total(float v) { return simd_sum(v); }\nfloat Functor::operator()(float v) const { return simd_sum(v); }\n';

/** A program in which some lanes exchange values again and again, and what each lane has at its end. */
export function randomProgram(random: Random): { text: string; expected: Values } {
  const block = steps(random, 2);
  const start = each((lane) => lane);
  return {
    text: `Tools tools; Functor functor; auto local = [&](float v) { return simd_sum(v); }; auto through = [&](float v) { return apply([](float w) { return simd_sum(w); }, v); };\n${block.text}`,
    expected: block.run(
      start,
      start.map(() => true),
    ),
  };
}

const pick = <T>(choices: readonly T[], random: Random): T =>
  choices[Math.floor(random() * choices.length)] as T;

function steps(random: Random, depth: number): Step {
  const list = Array.from({ length: 1 + Math.floor(random() * 3) }, () => step(random, depth));
  return {
    text: list.map(({ text }) => text).join('\n'),
    run: (state, mask) => list.reduce((now, { run }) => run(now, mask), state),
  };
}

function step(random: Random, depth: number): Step {
  const kinds = depth > 0 ? [assignment, assignment, branch, loop] : [assignment];
  return pick(kinds, random)(random, depth);
}

function assignment(random: Random): Step {
  const value = expression(random, 3);
  return {
    text: `s = fmod(${value.text}, ${LIMIT}.0f);`,
    run(state, mask) {
      const values = value.of(state, mask);
      return each((lane) => (mask[lane] ? bounded(values[lane] ?? 0) : (state[lane] ?? 0)));
    },
  };
}

function branch(random: Random, depth: number): Step {
  const test = condition(random);
  const [yes, no] = [steps(random, depth - 1), steps(random, depth - 1)];
  return {
    text: `if (${test.text}) {\n${yes.text}\n} else {\n${no.text}\n}`,
    run(state, mask) {
      const taken = both(mask, (lane) => test.holds(state[lane] ?? 0, lane));
      const now = yes.run(state, taken);
      return no.run(
        now,
        both(mask, (lane) => !taken[lane]),
      );
    },
  };
}

function loop(random: Random, depth: number): Step {
  const divisor = 2 + Math.floor(random() * 3);
  const body = steps(random, depth - 1);
  const index = `j${depth}`;
  return {
    text: `for (uint ${index} = 0; ${index} < lane % ${divisor}; ${index}++) {\n${body.text}\n}`,
    run(state, mask) {
      let now = state;
      for (let turn = 0; turn < divisor; turn++)
        now = body.run(
          now,
          both(mask, (lane) => turn < lane % divisor),
        );
      return now;
    },
  };
}

function condition(random: Random): { text: string; holds(value: number, lane: number): boolean } {
  const divisor = 2 + Math.floor(random() * 3);
  return random() < 0.5
    ? { text: `lane % ${divisor} == 0`, holds: (_, lane) => lane % divisor === 0 }
    : { text: `uint(s) % ${divisor} == 0`, holds: (value) => value % divisor === 0 };
}

function expression(random: Random, depth: number): Expression {
  if (depth === 0) return random() < 0.5 ? STATE : number(1 + Math.floor(random() * 9));
  return pick([exchange, exchange, choice, addition], random)(random, depth);
}

const STATE: Expression = { text: 's', of: (state) => state };
const number = (value: number): Expression => ({ text: `${value}.0f`, of: () => each(() => value) });

function exchange(random: Random, depth: number): Expression {
  const value = expression(random, depth - 1);
  const isSum = random() < 0.8;
  return {
    text: `${isSum ? pick(TOTALS, random) : 'simd_max'}(${value.text})`,
    of(state, mask) {
      const result = (isSum ? sum : greatest)(value.of(state, mask), mask);
      return each(() => result);
    },
  };
}

/** Only some lanes come to each of the two. */
function choice(random: Random, depth: number): Expression {
  const test = condition(random);
  const [yes, no] = [expression(random, depth - 1), expression(random, depth - 1)];
  return {
    text: `(${test.text} ? ${yes.text} : ${no.text})`,
    of(state, mask) {
      const taken = both(mask, (lane) => test.holds(state[lane] ?? 0, lane));
      const [first, second] = [
        yes.of(state, taken),
        no.of(
          state,
          both(mask, (lane) => !taken[lane]),
        ),
      ];
      return each((lane) => (taken[lane] ? first : second)[lane] ?? 0);
    },
  };
}

function addition(random: Random, depth: number): Expression {
  const [one, other] = [expression(random, depth - 1), expression(random, depth - 1)];
  return {
    text: `(${one.text} + ${other.text})`,
    of(state, mask) {
      const [a, b] = [one.of(state, mask), other.of(state, mask)];
      return each((lane) => (a[lane] ?? 0) + (b[lane] ?? 0));
    },
  };
}

import { describe, expect, test } from 'vitest';
import { extent } from '../extent.ts';
import { check, execute, fill, HEADER } from '../harness.ts';
import { FUNCTIONS, type LaneFunction, type Lanes, VOTES } from './functions.ts';
import { BOOL, conversions, decoded, encoded, VALUE_TYPES, type ValueType, wrap } from './value-types.ts';

/**
 * Every function of SIMD-groups and quads, called again and again with every type, in a loop of which each turn is for
 * some of the lanes, against the model in functions.ts.
 */
const LANES = 32;
/** Where a lane reads from an inactive one, what it gets is undefined. */
const UNDEFINED = -(2 ** 30);
/** Each function is called twice in a row, with different values. */
const CALLS = 2;

/** The lanes that take part in each turn, as masks. */
const PATTERNS: Readonly<Record<string, { turns: readonly number[]; threads?: number }>> = {
  'all lanes': { turns: [-1, -1] },
  'some lanes': { turns: [0x00ff_0f35, 0x5555_5555, 0x8000_0001, 0x0000_0100] },
  'other lanes in each turn': { turns: [0x9249_2492, 0x4924_9249, 0x2492_4924, -1] },
  'a SIMD-group of 13 lanes': { turns: [-1, 0x0000_0a53, -1], threads: 13 },
};
const TURNS = 4;

const OPERANDS = {
  numbers: (lane: number, call: number, limit: number) => (lane * (call ? 11 : 7) + 3 + call) % (limit + 1),
  factors: (lane: number, call: number) => (lane % 5 === call ? 2 : 1),
  bits: (lane: number, call: number, limit: number) => (lane * (call ? 3 : 13) + 1) % (limit + 1),
} as const satisfies Record<LaneFunction['operands'], unknown>;
const FILLING = (lane: number, _call: number, limit: number) => (lane * 5 + 1) % (limit + 1);

const functionsFor = ({ name, bits }: ValueType) =>
  FUNCTIONS.filter(({ operands, moves }) => (name === 'bool' ? moves : operands !== 'bits' || bits > 0));

/** The value of a component, as MSL and as the model has it. */
function operand(
  type: ValueType,
  operands: LaneFunction['operands'] | 'filling',
  lane: number,
  call: number,
  component: number,
) {
  const number = operands === 'filling' ? FILLING : OPERANDS[operands];
  const n = BigInt(number((lane + component) % LANES, call, type.limit));
  return operands === 'factors' ? n : encoded(type, n);
}

/** A kernel that calls each function in each turn, and reads beyond `results` where a result differs from `expected`. */
function kernelOf(type: ValueType, functions: readonly LaneFunction[], name: string): string {
  const { encode, decode } = conversions(type);
  const scalar = type.name.replace(/\d$/, '');
  const plain = (n: string) => `${scalar}(${n})`;
  const value = (number: string, make: (n: string) => string) =>
    `${type.name}(${Array.from({ length: type.components }, (_, c) => make(number.replaceAll('LANE', `((lane + ${c}) % 32)`))).join(', ')})`;
  const values = [0, 1].map((call) => ({
    numbers: value(`((LANE * ${call ? 11 : 7} + ${3 + call}) % ${type.limit + 1})`, encode),
    factors: value(`(LANE % 5 == ${call} ? 2 : 1)`, plain),
    bits: value(`((LANE * ${call ? 3 : 13} + 1) % ${type.limit + 1})`, encode),
  }));
  const lines = functions.flatMap(({ call, operands }, at) =>
    values.map((of, n) => {
      const writes = Array.from({ length: type.components }, (_, c) => {
        const component = type.components > 1 ? `r[${c}]` : 'r';
        const place = `first + ${((at * CALLS + n) * type.components + c) * LANES}`;
        return `results[${place}] = ${decode(component)}; if (expected[${place}] != ${UNDEFINED}.0f && expected[${place}] != results[${place}]) results[1u << 28] = 0;`;
      });
      return `    { const ${type.name} v = ${of[operands]}; ${isVote(call) ? 'const uint' : `const ${type.name}`} r = ${call}; ${writes.join(' ')} }`;
    }),
  );
  return `kernel void ${name}(device float *results [[buffer(0)]], device const float *expected [[buffer(1)]],
    constant uint *masks [[buffer(2)]], uint lane [[thread_index_in_simdgroup]]) {
  const ${type.name} f = ${value(`((LANE * 5 + 1) % ${type.limit + 1})`, encode)};
  for (uint turn = 0; turn < ${TURNS}; turn++)
    if (masks[turn] >> lane & 1) {
      const uint first = lane + turn * ${functions.length * CALLS * type.components * LANES};
${lines.join('\n')}
    }
}
`;
}

const isVote = (call: string) => call.startsWith('uint(');

function expectedOf(
  type: ValueType,
  functions: readonly LaneFunction[],
  turns: readonly number[],
  threads: number,
) {
  const perTurn = functions.length * CALLS * type.components * LANES;
  const expected = fill(TURNS * perTurn, () => 0);
  turns.forEach((mask, turn) => {
    const takesPart = (lane: number) => lane < threads && ((mask >>> lane) & 1) === 1;
    const lanes = (value: (lane: number) => bigint): Lanes =>
      Array.from({ length: LANES }, (_, lane) => (takesPart(lane) ? value(lane) : undefined));
    functions.forEach(({ operands, result }, at) => {
      for (let call = 0; call < CALLS; call++)
        for (let component = 0; component < type.components; component++) {
          const values = lanes((lane) => operand(type, operands, lane, call, component));
          const filling = lanes((lane) => operand(type, 'filling', lane, call, component));
          for (let lane = 0; lane < LANES; lane++) {
            if (!takesPart(lane)) continue;
            const got = result(values, lane, filling);
            const place = turn * perTurn + ((at * CALLS + call) * type.components + component) * LANES + lane;
            expected[place] = got === undefined ? UNDEFINED : decoded(type, wrap(type, got));
          }
        }
    });
  });
  return expected;
}

/** Types with their functions; the votes are tested with a type of their own. */
const TABLES = [
  ...VALUE_TYPES.slice(0, extent('types exchanged by the lanes of a SIMD-group', 5, VALUE_TYPES.length)),
  BOOL,
].map((type) => ({ name: type.name, type, functions: functionsFor(type) }));
const UINT: ValueType = { name: 'uint', components: 1, bits: 32, limit: 31 };
TABLES.unshift({ name: 'votes', type: UINT, functions: [...VOTES] });

const source = HEADER + TABLES.map(({ type, functions }, i) => kernelOf(type, functions, `k${i}`)).join('');

describe.each(TABLES.map((table, i) => ({ ...table, kernel: `k${i}` })))(
  '$name',
  ({ type, functions, kernel }) => {
    test.each(Object.entries(PATTERNS))('%s', async (name, { turns, threads = LANES }) => {
      const masks = new Uint32Array(TURNS);
      turns.forEach((mask, turn) => {
        masks[turn] = mask;
      });
      const expected = expectedOf(type, functions, turns, threads);
      const results = fill(expected.length, () => 0);
      const launch = {
        kernel,
        arguments: [results, expected, masks],
        threadsPerThreadgroup: [threads, 1, 1] as const,
      };
      const { findings } = await check(source, launch);
      // Reading from inactive lanes is undefined, and found; the rest must be as expected with checks, too.
      const others = findings.filter(({ kind }) => name === 'all lanes' || kind !== 'inactive-lane');
      expect(others.map(({ message }) => message)).toEqual([]);
      await execute(source, launch);
      const width = type.components * LANES;
      const wrong = functions.filter((_, at) => {
        return turns.some((_, turn) => {
          const first = (turn * functions.length + at) * CALLS * width;
          return expected
            .subarray(first, first + CALLS * width)
            .some((value, i) => value !== UNDEFINED && value !== results[first + i]);
        });
      });
      expect(wrong.map(({ call }) => call)).toEqual([]);
    });
  },
);

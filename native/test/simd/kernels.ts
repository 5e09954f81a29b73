import { fill } from '../harness.ts';
import type { LaneFunction, Lanes } from './functions.ts';
import { conversions, decoded, encoded, type ValueType, wrap } from './value-types.ts';

export const LANES = 32;
/** Turns of the loop in which the functions are called. */
export const TURNS = 4;
/** Stands for a result that is undefined, because a lane reads from an inactive one. */
export const UNDEFINED = -(2 ** 30);

type Numbers = (lane: number, limit: number) => number;

/** The numbers that lanes pass on, in TypeScript and in MSL. */
const OPERANDS = {
  numbers: [(lane, limit) => (lane * 7 + 3) % (limit + 1), '((LANE * 7 + 3) % (LIMIT + 1))'],
  factors: [(lane) => (lane % 5 === 0 ? 2 : 1), '(LANE % 5 == 0 ? 2 : 1)'],
  bits: [(lane, limit) => (lane * 13 + 1) % (limit + 1), '((LANE * 13 + 1) % (LIMIT + 1))'],
  filling: [(lane, limit) => (lane * 5 + 1) % (limit + 1), '((LANE * 5 + 1) % (LIMIT + 1))'],
} as const satisfies Record<LaneFunction['operands'] | 'filling', readonly [Numbers, string]>;

const SCALE = /\d$/;
const isVote = (call: string) => call.startsWith('uint(');

/** A component of what a lane passes on. */
function component(type: ValueType, operands: keyof typeof OPERANDS, lane: number, index: number): bigint {
  const n = BigInt(OPERANDS[operands][0]((lane + index) % LANES, type.limit));
  return operands === 'factors' ? n : encoded(type, n);
}

function operandText(type: ValueType, operands: keyof typeof OPERANDS): string {
  const scalar = type.name.replace(SCALE, '');
  const make = operands === 'factors' ? (n: string) => `${scalar}(${n})` : conversions(type).encode;
  const components = Array.from({ length: type.components }, (_, c) =>
    make(
      OPERANDS[operands][1].replace('LANE', `((lane + ${c}) % ${LANES})`).replace('LIMIT', `${type.limit}`),
    ),
  );
  return `${type.name}(${components.join(', ')})`;
}

/**
 * A kernel that calls each function in each turn for the lanes in a mask of that turn. If the last mask is not zero, it
 * writes beyond `results` where a result differs from `expected`: so it is found with checks, which keep no results.
 */
export function kernelText(name: string, type: ValueType, functions: readonly LaneFunction[]): string {
  const { decode } = conversions(type);
  const lines = functions.map(({ call, operands }, at) => {
    const writes = Array.from({ length: type.components }, (_, c) => {
      const value = decode(type.components > 1 ? `r[${c}]` : 'r');
      return `put(results, expected, first + ${(at * type.components + c) * LANES}, ${value}, masks[${TURNS}]);`;
    });
    const result = isVote(call) ? 'uint' : type.name;
    return `      { const ${type.name} v = ${operandText(type, operands)}; const ${result} r = ${call}; ${writes.join(' ')} }`;
  });
  return `kernel void ${name}(device float *results [[buffer(0)]], device const float *expected [[buffer(1)]],
    constant uint *masks [[buffer(2)]], uint lane [[thread_index_in_simdgroup]]) {
  const ${type.name} f = ${operandText(type, 'filling')};
  for (uint turn = 0; turn < ${TURNS}; turn++)
    if (masks[turn] >> lane & 1) {
      const uint first = lane + turn * ${functions.length * type.components * LANES};
${lines.join('\n')}
    }
}
`;
}

/** What the kernels need. */
export const BEFORE_KERNELS = `
void put(device float *results, device const float *expected, uint place, float value, bool compare) {
  results[place] = value;
  if (compare && expected[place] != ${UNDEFINED}.0f && expected[place] != value) results[1u << 28] = value;
}
`;

/** What the kernel writes, by turn, function, component and lane: see kernelText. */
export function expectedResults(
  type: ValueType,
  functions: readonly LaneFunction[],
  masks: readonly number[],
  threads: number,
): Float32Array {
  const expected = fill(TURNS * functions.length * type.components * LANES);
  for (const [turn, mask] of masks.entries()) {
    const takesPart = (lane: number) => lane < threads && ((mask >>> lane) & 1) === 1;
    const lanes = (operands: keyof typeof OPERANDS, c: number): Lanes =>
      Array.from({ length: LANES }, (_, lane) =>
        takesPart(lane) ? component(type, operands, lane, c) : undefined,
      );
    for (const [at, { operands, result }] of functions.entries()) {
      for (let c = 0; c < type.components; c++) {
        const first = ((turn * functions.length + at) * type.components + c) * LANES;
        const values = lanes(operands, c);
        const filling = lanes('filling', c);
        for (let lane = 0; lane < LANES; lane++) {
          if (!takesPart(lane)) continue;
          const value = result(values, lane, filling, threads);
          expected[first + lane] = value === undefined ? UNDEFINED : decoded(type, wrap(type, value));
        }
      }
    }
  }
  return expected;
}

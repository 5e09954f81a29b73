import { describe, expect, test } from 'vitest';
import { extent } from '../extent.ts';
import { check, execute, fill, HEADER } from '../harness.ts';
import { FUNCTIONS, VOTES } from './functions.ts';
import { BEFORE_KERNELS, expectedResults, kernelText, LANES, TURNS, UNDEFINED } from './kernels.ts';
import { BOOL, UINT, VALUE_TYPES, type ValueType } from './value-types.ts';

/** The lanes that take part in each turn, as masks. */
const PATTERNS: Readonly<Record<string, { masks: readonly number[]; threads?: number }>> = {
  'all lanes': { masks: [-1, -1] },
  'some lanes': { masks: [0x00ff_0f35, 0x5555_5555, 0x8000_0001, 0x0000_0100] },
  'other lanes in each turn': { masks: [0x9249_2492, 0x4924_9249, 0x2492_4924, -1] },
  'a SIMD-group of 13 lanes': { masks: [-1, 0x0000_0a53, -1], threads: 13 },
};

function functionsFor({ name, bits }: ValueType) {
  if (name === 'bool') return FUNCTIONS.filter(({ moves }) => moves);
  return FUNCTIONS.filter(({ operands }) => operands !== 'bits' || bits > 0);
}

const TYPES = VALUE_TYPES.slice(
  0,
  extent('types that lanes of a SIMD-group exchange', 1, VALUE_TYPES.length),
);
/** The votes are tested with a type of their own. */
const TABLE = [
  { name: 'votes', type: UINT, functions: VOTES },
  ...[BOOL, ...TYPES].map((type) => ({ name: type.name, type, functions: functionsFor(type) })),
].map((each, i) => ({ ...each, kernel: `k${i}` }));

const SOURCE =
  HEADER +
  BEFORE_KERNELS +
  TABLE.map(({ kernel, type, functions }) => kernelText(kernel, type, functions)).join('');

/** Each function is called again and again, in a loop of which each turn is for some of the lanes. */
describe.each(TABLE)('functions of SIMD-groups and quads: $name', ({ type, functions, kernel }) => {
  test.each(Object.entries(PATTERNS))('%s', async (pattern, { masks, threads = LANES }) => {
    const expected = expectedResults(type, functions, masks, threads);
    const results = fill(expected.length);
    const turns = new Uint32Array(TURNS + 1);
    turns.set(masks);
    const threadsPerThreadgroup = [threads, 1, 1] as const;
    const launch = { kernel, arguments: [results, expected, turns], threadsPerThreadgroup };

    await execute(SOURCE, launch);
    const wrong = functions.filter((_, at) => {
      const length = type.components * LANES;
      return masks.some((_, turn) => {
        const first = (turn * functions.length + at) * length;
        const wanted = expected.subarray(first, first + length);
        return wanted.some((value, i) => value !== UNDEFINED && value !== results[first + i]);
      });
    });
    expect(wrong.map(({ call }) => call)).toEqual([]);

    turns[TURNS] = 1;
    const { findings } = await check(SOURCE, launch);
    const others = findings.filter(({ kind }) => kind !== 'inactive-lane' || pattern === 'all lanes');
    expect(others.map(({ message }) => message)).toEqual([]);
  });
});

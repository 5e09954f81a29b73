import { describe, expect, test } from 'vitest';
import { fill, HEADER, run } from '../harness.ts';

/** Expressions of MSL and what each must give; those of one list are one program. */
export type Cases = readonly (readonly [expression: string, expected: number])[];

/** What functions of float may be off by, as a share of the result: Metal allows more. */
const TOLERANCE = 2 ** -20;

/** One program for each name; `before` stands before the kernel, and lane 5 of one SIMD-group tells the results. */
export function testExpressions(title: string, programs: Readonly<Record<string, Cases>>, before = ''): void {
  describe(title, () => {
    test.each(Object.entries(programs))('%s', async (_name, cases) => {
      const assignments = cases.map(
        ([expression], i) => `{ float r = ${expression}; if (lane == 5) out[${i}] = r; }`,
      );
      const out = fill(cases.length, () => -999);
      await run(
        `${HEADER}${before}
kernel void k(device float *out [[buffer(0)]], ushort lane [[thread_index_in_simdgroup]]) {
  float v = lane;
  ${assignments.join('\n  ')}
}`,
        { kernel: 'k', arguments: [out], threadsPerThreadgroup: [32, 1, 1] },
      );
      const wrong = cases.filter(([, expected], i) => !isNear(out[i] ?? Number.NaN, expected));
      expect(
        wrong.map(([expression, expected]) => [
          expression,
          expected,
          out[cases.findIndex(([e]) => e === expression)],
        ]),
      ).toEqual([]);
    });
  });
}

function isNear(got: number, expected: number): boolean {
  return Object.is(got, expected) || Math.abs(got - expected) <= TOLERANCE * Math.abs(expected);
}

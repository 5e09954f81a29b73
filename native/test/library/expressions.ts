import { describe, expect, test } from 'vitest';
import { fill, run } from '../harness.ts';
import { kernelTable } from '../kernel-table.ts';

/** MSL expressions and their expected values; each list becomes one kernel. */
export type Cases = readonly (readonly [expression: string, expected: number])[];

/** Relative error allowed to functions of float; Metal allows more. */
const TOLERANCE = 2 ** -20;

const PARAMETERS = 'device float *out [[buffer(0)]], ushort lane [[thread_index_in_simdgroup]]';

/** One kernel for each list, with `before` in front; lane 5 of one SIMD-group writes the results. */
export function testExpressions(title: string, lists: Readonly<Record<string, Cases>>, before = ''): void {
  const entries = Object.entries(lists);
  const kernelOf = kernelTable(
    Object.fromEntries(
      entries.map(([name, cases]) => [name, { before, parameters: PARAMETERS, body: bodyOf(cases) }]),
    ),
  );
  describe(title, () => {
    test.each(entries)('%s', async (name, cases) => {
      const { source, kernel } = await kernelOf(name);
      const out = fill(cases.length, () => -999);
      await run(source, { kernel, arguments: [out], threadsPerThreadgroup: [32, 1, 1] });
      const results = cases.map(([expression, expected], i) => {
        return { expression, expected, result: out[i] ?? Number.NaN };
      });
      expect(results.filter(({ result, expected }) => !isNear(result, expected))).toEqual([]);
    });
  });
}

function bodyOf(cases: Cases): string {
  const assignments = cases.map(
    ([expression], i) => `  { float r = ${expression}; if (lane == 5) out[${i}] = r; }`,
  );
  return ['  float v = lane;', ...assignments].join('\n');
}

function isNear(got: number, expected: number): boolean {
  return Object.is(got, expected) || Math.abs(got - expected) <= TOLERANCE * Math.abs(expected);
}

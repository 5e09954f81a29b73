import { describe, expect, test } from 'vitest';
import { GOLDEN, type GoldenCase } from '../../../kernels/golden-cases.ts';
import { generate, type Pass, type Problem, type ProblemBase } from '../../../kernels/index.ts';
import { costSummary, costText } from './cost-text.ts';
import { type LineCost, type LineCosts, lineCosts, type NoLineCosts } from './line-cost.ts';

/** A kernel of 4 threadgroups of 64 threads, with X and Y, and two numbers at buffer 2. */
function passOf(source: string, words: readonly number[] = [0, 0]): Pass {
  return {
    kernel: { source, functionName: 'f', constants: {}, languageVersion: '3.1' },
    bindings: [
      { index: 0, buffer: 'X' },
      { index: 1, buffer: 'Y' },
      { index: 2, words },
    ],
    threadgroups: [4, 1, 1],
    threadsPerThreadgroup: [64, 1, 1],
    threadgroupBytes: 0,
    registers: null,
  };
}

const HEAD = `struct Sizes { uint n; uint step; };
kernel void f(device const float *X [[buffer(0)]], device float4 *Y [[buffer(1)]],
              constant Sizes &sizes [[buffer(2)]], uint i [[thread_position_in_grid]]) {
`;
/** The line that a body begins in. */
const FIRST = 4;

const costsOf = (body: string, ...words: number[]) =>
  lineCosts(passOf(`${HEAD}${body}\n}\n`, words.length > 0 ? words : [0, 0]));

function lines(costs: LineCosts | NoLineCosts): ReadonlyMap<number, LineCost> {
  if ('reason' in costs) throw new Error(`line ${costs.line}: ${costs.reason}`);
  return costs.lines;
}

/** What a thread does in a line of a body, counted from 0: operations, elements of device and threadgroup memory. */
function counts(costs: LineCosts | NoLineCosts, line: number): readonly number[] {
  const { arithmetic = 0, device = 0, threadgroup = 0 } = lines(costs).get(FIRST + line) ?? {};
  return [arithmetic, device, threadgroup];
}

function total(pass: Pass, kind: 'arithmetic' | 'device' | 'threadgroup'): number {
  return [...lines(lineCosts(pass)).values()].reduce((sum, cost) => sum + cost[kind], 0);
}

function passesOf({ contender, problem, overrides, target }: GoldenCase, change: object = {}) {
  const generated = generate(
    contender,
    { ...problem, ...change } as ProblemBase as Problem,
    overrides,
    target,
  );
  if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
  return generated.program;
}

describe('the lines of a text', () => {
  test('cost what a thread does to data, as often as its loops run', () => {
    const costs = costsOf(
      `    float sum = 0;
    for (uint k = i; k < sizes.n; k += sizes.step)
        sum += X[k * 2 + 1] * X[k];
    threadgroup float shared[64];
    shared[i % 64] = sum;
    threadgroup_barrier(mem_flags::mem_threadgroup);
    Y[i] = float4(shared[0]) * sum - 1;`,
      // The counted thread is the first of the third threadgroup: 128.
      ...[128 + 10 * 3, 3],
    );
    expect(counts(costs, 0)).toEqual([0, 0, 0]);
    expect(counts(costs, 1)).toEqual([0, 0, 0]);
    // A multiply-add is one operation.
    expect(counts(costs, 2)).toEqual([10, 20, 0]);
    expect(counts(costs, 4)).toEqual([0, 0, 1]);
    expect(counts(costs, 5)).toEqual([0, 0, 0]);
    // Of float4, four of each.
    expect(counts(costs, 6)).toEqual([4, 4, 1]);
    const shares = [...lines(costs).values()].map(({ share }) => share);
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1);
    expect(lines(costs).get(FIRST + 2)?.share).toBeCloseTo(30 / 40);
  });

  test('are counted in long loops by samples, that grow with them', () => {
    const rows = 3000;
    const costs = costsOf(
      `    float sum = 0;
    uint seen = 0;
    for (uint row = 0; row < sizes.n; row++) {
        for (uint k = 0; k < row; k++)
            sum += X[k];
        seen += 2;
        if (seen > 2 * row + 2)
            sum += 1;
    }
    Y[i] = sum;`,
      rows,
    );
    const triangle = (rows * (rows - 1)) / 2;
    const [arithmetic = 0] = counts(costs, 4);
    expect(Math.abs(arithmetic / triangle - 1)).toBeLessThan(0.01);
    // What is counted beside the loop's own variable is not left behind.
    expect(counts(costs, 7)).toEqual([0, 0, 0]);
  });

  test('say where conditions depend on data', () => {
    const costs = costsOf('    float x = X[i];\n    if (x > 1)\n        x = x * 3;\n    Y[i] = x;');
    expect(lines(costs).get(FIRST + 1)?.isConditional).toBe(false);
    const conditional = lines(costs).get(FIRST + 2);
    expect(conditional).toMatchObject({ arithmetic: 1, isConditional: true });
    expect(conditional && costText(conditional)).toContain('counted as if they were always done');
  });

  test.each([
    [
      '    for (float x = X[i]; x > 1; x *= 0.5f)\n        Y[i] = x;',
      0,
      'how often this loop runs depends on data',
    ],
    ['    Y[i] = 0;\n    switch (sizes.n) { default: break; }', 1, '“{” is not understood'],
    ['    Y[i] = nothing;', 0, '“nothing” is not known'],
    ['#if FAST\n    Y[i] = 0;\n#endif', 0, '#if is not followed'],
    ['    while (sizes.n == 0) Y[i] = 0;', 0, 'a thread does too much to be followed here'],
    ['    Y[i] = (;', 0, '“;” is not understood'],
    ['    Y[i] = 1', 1, '“}” is not understood'],
    ['    Y[i] = 1; {', 2, 'the text ends too early'],
  ])('are unknown in %j', (body, line, reason) => {
    const costs = costsOf(body);
    expect(costs).toEqual({ line: FIRST + line, reason });
    expect(costSummary(costs)).toBe(`Line cost unknown: ${reason} (line ${FIRST + line})`);
  });

  test('may call functions and templates, and use macros, structs and vectors', () => {
    const source = `#define TILE 4
struct Place { uint x; bool inside; };
template <typename T, int N> inline T total(thread const T (&values)[N]) {
    T sum = T(0);
    for (int j = 0; j < N; j++)
        sum += values[j];
    return sum;
}
inline Place placeOf(uint i, uint2 extent) { return {i % extent.x, i < extent.y}; }
kernel void f(device const float4 *X [[buffer(0)]], device float *Y [[buffer(1)]],
              constant uint *n [[buffer(2)]], uint i [[thread_position_in_grid]]) {
    float4 values[TILE];
    const Place place = placeOf(i, uint2(n[0], n[1]));
    for (uint t = 0; t < TILE; t++)
        values[t] = place.inside ? X[i + t] : float4(0);
    const float4 sum = total(values);
    Y[i] = place.inside ? sum.x : 1;
}`;
    const inside = lines(lineCosts(passOf(source, [8, 1000])));
    expect(inside.get(6)?.arithmetic).toBe(4 * 4);
    expect(inside.get(15)?.device).toBe(4 * 4);
    const outside = lines(lineCosts(passOf(source, [8, 1])));
    expect([...outside.keys()]).toEqual([17]);
  });
});

describe('of generated kernels', () => {
  test.each(Object.entries(GOLDEN))('%s every pass is counted', (_, golden) => {
    for (const pass of passesOf(golden).passes) {
      const costs = lineCosts(pass);
      if (pass.kernel.source.includes('matmul2d<'))
        expect(costs).toMatchObject({ reason: expect.stringContaining('tensor operation') });
      else expect(costs).toHaveProperty('lines');
    }
  });

  test.each(['gemm-simdgroup', 'gemm-direct', 'gemm-tiled', 'gemm-split-k', 'gemm-double-buffered'])(
    '%s does the multiply-adds of the problem',
    (name) => {
      // Also where a loop is too long for all of its turns to be run.
      for (const k of [512, 4096]) {
        const { passes, estimate } = passesOf(GOLDEN[name] as GoldenCase, { k });
        const [pass] = passes as [Pass];
        const threads = [...pass.threadgroups, ...pass.threadsPerThreadgroup].reduce((a, b) => a * b);
        expect(total(pass, 'arithmetic') * threads * 2).toBe(estimate.flops);
      }
    },
  );

  test('both products of attention cost what they should', () => {
    const { passes, estimate } = passesOf(GOLDEN.unfused as GoldenCase);
    const products = [passes[0], passes[2]] as Pass[];
    const flops = products.map((pass) => {
      const threads = [...pass.threadgroups, ...pass.threadsPerThreadgroup].reduce((a, b) => a * b);
      return total(pass, 'arithmetic') * threads * 2;
    });
    expect(flops).toEqual([estimate.flops / 2, estimate.flops / 2]);
  });
});

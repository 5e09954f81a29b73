import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generate } from '../../generate.ts';
import { describeIssue } from '../../issue.ts';
import { type Configuration, configure } from '../../parameter.ts';
import type { Program } from '../../program.ts';
import type { Target } from '../../target.ts';
import { ATTENTION } from '../family.ts';
import { type AttentionProblem, MASKS } from '../problem.ts';
import { BACKWARD_PARAMETERS, type BackwardConfiguration, checkBackward } from './parameters.ts';
import { backwardPasses } from './program.ts';
import { BACKWARD_SOURCES, tunedBackward } from './tuned.ts';

// After an intended change: UPDATE_GOLDEN=1 vitest run kernels, and explain in the commit why the text changed.
const update = process.env.UPDATE_GOLDEN === '1';
const TARGETS: readonly Target[] = ['cpu', 'Apple7', 'Apple8', 'Apple9'];
const DTYPES = ['f32', 'f16', 'bf16'] as const;

function problemOf(fields: Partial<AttentionProblem> = {}): AttentionProblem {
  return { op: 'attention', dtype: 'f32', r: 160, c: 160, d: 64, gradient: true, ...fields };
}

function programOf(...args: Parameters<typeof generate>): Program {
  const generated = generate(...args);
  if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
  return generated.program;
}

/** The text of the passes for gradients. */
function gradientText(problem: AttentionProblem, target: Target): string {
  const { passes } = programOf('attention-flash2', problem, {}, target);
  return passes
    .slice(-3)
    .map(({ kernel }) => kernel.source)
    .join('\n');
}

const GOLDEN: readonly [file: string, target: Target, problem: Partial<AttentionProblem>][] = [
  ['gradient-cpu', 'cpu', {}],
  ['gradient-apple', 'Apple9', { dtype: 'bf16', mask: 'causal', heads: 4, kvHeads: 2, transposeO: true }],
  ['gradient-block-sparse', 'cpu', { dtype: 'f16', d: 20, mask: 'block-sparse', transposeK: true }],
];

describe.each(GOLDEN)('%s on %s: %j', (name, target, fields) => {
  const text = gradientText(problemOf(fields), target);

  test('is the text in golden/', () => {
    const file = new URL(`../golden/${name}.metal`, import.meta.url);
    if (update) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  test('serves all lengths, batches, heads and scales', () => {
    const others = { r: 555, c: 177, batch: 3, heads: 8, kvHeads: 2, scale: -2 };
    expect(gradientText(problemOf({ ...fields, ...others }), target)).toBe(text);
  });

  test('is readable, and only public MSL', () => {
    expect(text.split('\n').filter((line) => line.length > 110 || /\s$|\t/.test(line))).toEqual([]);
    expect(text).not.toMatch(/__asm|__metal|undefined|NaN|\[object/);
  });
});

/** Head dimensions at and next to every multiple of a tile. */
const DIMENSIONS = Array.from({ length: 512 }, (_, index) => index + 1).filter((d) => d < 20 || d % 8 < 2);

test.each(TARGETS)('the choices for %s are accepted for all data types and lengths', (target) => {
  const refused: unknown[] = [];
  for (const dtype of DTYPES) {
    for (const d of DIMENSIONS) {
      for (const length of [1, 20, 50, 4096]) {
        const problem = ATTENTION.complete(problemOf({ dtype, d, r: length, c: 4097 - length }));
        const chosen: BackwardConfiguration = tunedBackward(problem, target);
        const known = configure(BACKWARD_PARAMETERS, {}, chosen);
        if ('issues' in known || checkBackward(problem, chosen).length > 0) refused.push({ problem, chosen });
      }
    }
  }
  expect(refused).toEqual([]);
});

test('every choice names its source', () => {
  expect(BACKWARD_SOURCES.filter((source) => source.length < 20)).toEqual([]);
});

describe('configurations that are refused', () => {
  const refused: [string, Configuration][] = [
    ['dqRows = 12', { dqRows: 12 }],
    ['with dqSimdgroups = 8, dqRows = 32, dqStep = 64', { dqSimdgroups: 8, dqRows: 32 }],
    ['with dkvSimdgroups = 8, dkvRows = 64, dkvStep = 32', { dkvSimdgroups: 8 }],
    ['8 x 8 matrices in registers, with dkvRows', { dkvRows: 32, dkvStep: 8, dkvHead: 256 }],
  ];
  test.each(refused)('by %s: %j', (words, overrides) => {
    const generated = generate('attention-flash2', problemOf(), overrides);
    const issues = 'issues' in generated ? generated.issues.map(describeIssue) : [];
    expect(issues).toEqual([expect.stringContaining(words)]);
  });

  test.each(['attention-flash1', 'attention-unfused'])('%s refuses gradients', (id) => {
    const generated = generate(id, problemOf());
    expect('issues' in generated && generated.issues.map((issue) => issue.parameter)).toEqual(['gradient']);
  });
});

test.each(MASKS)('every buffer that is bound exists and is used: mask %s', (mask) => {
  const problem = problemOf({ mask, dtype: 'f16', ...(mask === 'window' && { window: 9 }) });
  const { buffers, passes } = programOf('attention-flash2', problem);
  const bound = passes.flatMap(({ bindings }) => bindings.flatMap((b) => ('buffer' in b ? [b.buffer] : [])));
  expect(new Set(bound)).toEqual(new Set(buffers.map(({ name }) => name)));
  expect(passes).toHaveLength(mask === 'block-sparse' ? 5 : 4);
});

test('gradients have the layouts of their operands', () => {
  const problem = problemOf({ r: 3, c: 5, d: 7, batch: 2, heads: 4, kvHeads: 2, transposeK: true });
  const shapes = Object.fromEntries(ATTENTION.buffers(problem).map(({ name, shape }) => [name, shape]));
  expect(shapes).toMatchObject({ dQ: [2, 4, 3, 7], dK: [2, 2, 7, 5], dV: [2, 2, 5, 7], dO: [2, 4, 3, 7] });
});

test('what gradients cost', () => {
  const [n, d] = [10 * 20, 4];
  const estimate = ATTENTION.estimate(problemOf({ r: 10, c: 20, d }));
  expect(estimate).toMatchObject({
    flops: 14 * n * d,
    instructions: (2 * d + 5 + 3 * d + 5 + 4 * d + 5) * n,
    bytes: 4 * (4 * 40 + 4 * 80),
  });
});

test('scores are computed again in both passes, and for each part of the head dimension', () => {
  const flash2 = ATTENTION.contenders.find(({ id }) => id === 'attention-flash2');
  const flopsOf = (d: number, head: number, gradient = true) => {
    const problem = ATTENTION.complete(problemOf({ r: 10, c: 20, d, gradient }));
    return flash2?.estimate?.(problem, { dqHead: head, dkvHead: head, sliceD: 256 }).flops;
  };
  expect(flopsOf(64, 64)).toBe((4 + 6 + 8) * 200 * 64);
  expect(flopsOf(64, 32)).toBe((4 + 10 + 12) * 200 * 64);
  expect(flopsOf(64, 64, false)).toBe(4 * 200 * 64);
  expect(flopsOf(512, 64, false)).toBe(6 * 200 * 512); // two slices of O
});

test('passes are generated in under a millisecond', () => {
  const problem = ATTENTION.complete(problemOf());
  const times = Array.from({ length: 51 }, () => {
    const start = process.threadCpuUsage();
    backwardPasses(problem, tunedBackward(problem, 'cpu'));
    const { user, system } = process.threadCpuUsage(start);
    return (user + system) / 1000;
  });
  expect(times.sort((a, b) => a - b)[25]).toBeLessThan(1);
});

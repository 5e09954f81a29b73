import { describe, expect, test } from 'vitest';
import { checkFields } from '../field.ts';
import { seededDraw } from '../fixture/seeded-draw.ts';
import { generate } from '../generate.ts';
import { BANK_CYCLE_BYTES } from '../msl/kernel.ts';
import { PLAIN_ALGEBRA } from '../multiply.ts';
import type { Configuration } from '../parameter.ts';
import type { Target } from '../target.ts';
import { ATTENTION } from './family.ts';
import { FLASH2_PARAMETERS } from './flash2/parameters.ts';
import { FLASH2_TUNED } from './flash2/tuned.ts';
import { type AttentionProblem, MASKS } from './problem.ts';

const TARGETS: Target[] = ['cpu', 'Apple7', 'Apple8', 'Apple9'];

function problemOf(fields: Partial<AttentionProblem> = {}): AttentionProblem {
  return { op: 'attention', dtype: 'f32', r: 100, c: 90, d: 64, ...fields };
}

function issuesOf(problem: Partial<AttentionProblem>): string[] {
  const of = problemOf(problem);
  return [...checkFields(ATTENTION.fields, { ...of }), ...ATTENTION.check(of)].map(
    ({ parameter }) => parameter,
  );
}

describe('problems that are refused', () => {
  const refused: [string, Partial<AttentionProblem>][] = [
    ['r', { r: 0 }],
    ['d', { d: 513 }],
    ['kvHeads', { heads: 6, kvHeads: 4 }],
    ['window', { window: 8 }],
    ['window', { mask: 'window' }],
    ['elements', { r: 32_768, heads: 256 }],
  ];
  test.each(refused)('by %s: %j', (parameter, problem) => {
    expect(issuesOf(problem)).toEqual([parameter]);
  });
});

describe('configurations that are refused', () => {
  const refused: [string, string, Partial<AttentionProblem>, Configuration][] = [
    ['registerR', 'attention-flash2', {}, { blockR: 8, registerR: 16 }],
    ['operands', 'attention-flash2', { dtype: 'f16' }, { operands: 'f32', load: 'direct' }],
    ['buffers', 'attention-flash2', {}, { load: 'direct', buffers: 2 }],
    ['intermediates', 'attention-flash2', {}, { intermediates: 'memory' }],
    ['threadgroupBytes', 'attention-flash2', {}, { blockR: 128, registerR: 8, blockC: 128 }],
    ['matrixBytes', 'attention-flash2', { d: 512 }, { blockR: 64, registerR: 64, blockC: 8 }],
    ['blockC', 'attention-flash2', {}, { blockC: 7 }],
    ['gradient', 'attention-unfused', { gradient: true }, {}],
    ['intermediates', 'attention-tensor', {}, { intermediates: 'memory' }],
    [
      'intermediates',
      'attention-tensor',
      { dtype: 'f16' },
      { intermediates: 'memory', handOver: 'left-input' },
    ],
    ['handOver', 'attention-tensor', { c: 31 }, { handOver: 'left-input' }],
    ['handOver', 'attention-tensor', { r: 40, gradient: true }, { handOver: 'left-input', columns: 64 }],
    ['threadgroupBytes', 'attention-tensor', {}, { simdgroups: 4, rows: 32, columns: 128 }],
    ['softmax', 'attention-flash1', {}, { softmax: 'registers' }],
    ['scores', 'attention-unfused', { r: 16_384, c: 16_384, heads: 2 }, {}],
  ];
  test.each(refused)('by %s: %s %j %j', (parameter, id, problem, overrides) => {
    const result = generate(id, problemOf(problem), overrides);
    expect('issues' in result && result.issues.map((issue) => issue.parameter)).toEqual([parameter]);
  });
});

/** All head dimensions of the tables, and the largest ones, for which O is sliced. */
const HEAD_DIMENSIONS = [...Array.from({ length: 385 }, (_, index) => index + 1), 511, 512];

test.each(ATTENTION.contenders.map(({ id }) => id))(
  '%s: defaults hold for every head dimension and device',
  (id) => {
    for (const target of TARGETS) {
      for (const dtype of ['f32', 'f16', 'bf16'] as const) {
        for (const d of HEAD_DIMENSIONS) {
          expect(generate(id, problemOf({ dtype, d }), {}, target), `${target} ${dtype} ${d}`).toHaveProperty(
            'program',
          );
        }
      }
    }
  },
  60_000,
);

test.each(MASKS)('every buffer that is bound exists and is used: mask %s', (mask) => {
  for (const { id } of ATTENTION.contenders) {
    const problem = problemOf({ mask, dtype: 'f16', ...(mask === 'window' && { window: 9 }) });
    const result = generate(id, problem);
    if ('issues' in result) throw new Error(JSON.stringify(result.issues));
    const { buffers, passes } = result.program;
    const bound = passes.flatMap(({ bindings }) =>
      bindings.flatMap((b) => ('buffer' in b ? [b.buffer] : [])),
    );
    expect(new Set(bound)).toEqual(new Set(buffers.map(({ name }) => name)));
  }
});

test('rows of the tables are sorted by head dimension and name their sources', () => {
  for (const table of Object.values(FLASH2_TUNED)) {
    for (const rows of Object.values(table)) {
      const bounds = rows.map(({ upToD }) => upToD);
      expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
      expect(bounds.at(-1)).toBeGreaterThanOrEqual(384);
      expect(rows.every(({ source }) => source.length > 10)).toBe(true);
    }
  }
});

test.each(TARGETS)('tiles lie at constant offsets from the first elements of their blocks: %s', (target) => {
  for (const load of ['direct', 'staged']) {
    const generated = generate('attention-flash2', problemOf(), { load, blockC: 32 }, target);
    if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
    const { configuration, program } = generated;
    const [functions = '', body = ''] = program.passes[0]?.kernel.source.split('kernel void') ?? [];
    const loads = [...body.matchAll(/\bload_tile\([^;]*?edge, ([^,]*, [^,]*),/g)].map(([, place]) => place);
    expect(loads.length).toBeGreaterThan(0);
    // Loop variables with constant bounds, and nothing of the place of the block.
    for (const place of loads)
      expect(place).toMatch(/^(?:[ijk] \* 8|first \+ d), (?:[ijk] \* 8|first \+ d)$/);
    const isByLanes = functions.includes('tile.thread_elements() =');
    expect(isByLanes).toBe(configuration.softmax === 'registers');
  }
});

test('rows in threadgroup memory start in different banks', () => {
  for (const dtype of ['f32', 'f16'] as const) {
    for (const blockC of FLASH2_PARAMETERS.blockC.choices) {
      for (const blockD of FLASH2_PARAMETERS.blockD.choices) {
        const overrides = { blockR: 8, registerR: 8, blockC, blockD, load: 'staged', softmax: 'threadgroup' };
        const generated = generate('attention-flash2', problemOf({ dtype, d: 128 }), overrides);
        if ('issues' in generated) continue; // more than the threadgroup memory of a device
        const text = generated.program.passes[0]?.kernel.source;
        const pitches = [...(text?.matchAll(/(PITCH\w*) = (\d+)/g) ?? [])];
        expect(pitches.length, `${blockC} ${blockD}`).toBe(3);
        for (const [, name = '', elements] of pitches) {
          const bytes = Number(elements) * (dtype === 'f32' || name === 'PITCH' ? 4 : 2);
          expect(bytes % BANK_CYCLE_BYTES, `${name} ${dtype} ${blockC} ${blockD}`).toBeGreaterThan(0);
        }
      }
    }
  }
});

/** One below, at and one above blocks of queries and keys. */
const LENGTHS = [127, 128, 129, 511, 1023];

test.each(TARGETS)('whole blocks are not guarded at odd lengths: %s', (target) => {
  for (const r of LENGTHS) {
    for (const c of LENGTHS) {
      const generated = generate('attention-flash2', problemOf({ r, c, gradient: true }), {}, target);
      if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
      for (const { kernel } of generated.program.passes) {
        const flags = Object.values(kernel.constants).map(({ value }) => value);
        expect(flags.every(Boolean), `${kernel.functionName} ${r} x ${c}: ${flags}`).toBe(true);
      }
      // With these constants, no load compares its place with an edge.
      const [forward] = generated.program.passes;
      const [, body = ''] = forward?.kernel.source.split('kernel void') ?? [];
      const loads = body.match(/\b(?:load_tile|stage)\([^;]*;/g) ?? [];
      expect(loads.length).toBeGreaterThan(2);
      expect(loads.filter((load) => !/whole_[rc]/.test(load))).toEqual([]);
    }
  }
});

test('what a problem costs', () => {
  const of = (fields: Partial<AttentionProblem>) =>
    ATTENTION.estimate(problemOf({ r: 10, c: 20, d: 4, ...fields }));
  expect(of({})).toMatchObject({ flops: 3200, instructions: 200 * 13, bytes: 4 * (2 * 40 + 2 * 80) });
  expect(of({ mask: 'causal' }).flops).toBe(1600);
  expect(of({ heads: 4, kvHeads: 2, batch: 3 })).toMatchObject({
    flops: 12 * 3200,
    bytes: 4 * (24 * 40 + 12 * 80),
  });
  expect(of({ mask: 'boolean' }).bytes).toBe(of({}).bytes + 200);
});

test('unfused attention counts the traffic of its scores four times', () => {
  const problem = problemOf({ r: 64, c: 64 });
  const generated = generate('attention-unfused', problem);
  const bytes = 'program' in generated ? generated.program.estimate.bytes : 0;
  expect(bytes - ATTENTION.estimate(problem).bytes).toBe(4 * 4 * 64 * 64);
});

describe('the reference', () => {
  const inputs = {
    Q: Float32Array.of(1, 2),
    K: Float32Array.of(1, 0, 0, 1),
    V: Float32Array.of(10, 20, 30, 40),
  };
  const [p, q] = [Math.exp(1) / (Math.exp(1) + Math.exp(2)), Math.exp(2) / (Math.exp(1) + Math.exp(2))];
  const rowOf = async (fields: Partial<AttentionProblem>, more: Record<string, Float32Array> = {}) => {
    const problem = problemOf({ r: 1, c: 2, d: 2, scale: 1, ...fields });
    const [output] = ATTENTION.reference(problem, { ...inputs, ...more }).outputs;
    return output?.compute([0], PLAIN_ALGEBRA);
  };
  const close = async (row: ReturnType<typeof rowOf>, expected: number[]) => {
    const { values } = (await row) ?? {};
    expect(values).toHaveLength(expected.length);
    for (const [i, value] of expected.entries()) expect(values?.[i]).toBeCloseTo(value, 12);
  };

  test('is softmax of the scores times V', () => close(rowOf({}), [10 * p + 30 * q, 20 * p + 40 * q]));
  test('lets the last query see all keys', () =>
    close(rowOf({ mask: 'causal' }), [10 * p + 30 * q, 20 * p + 40 * q]));
  test('has a window', () => close(rowOf({ mask: 'window', window: 1 }), [30, 40]));
  test('hides what a boolean mask hides', () =>
    close(rowOf({ mask: 'boolean' }, { M: Float32Array.of(1, 0) }), [10, 20]));
  test('gives zeros for a query that sees no key', async () => {
    await close(
      rowOf({ mask: 'additive' }, { M: new Float32Array(2).fill(Number.NEGATIVE_INFINITY) }),
      [0, 0],
    );
  });
  test('reads transposed operands', async () => {
    await close(rowOf({ transposeV: true }, { V: Float32Array.of(10, 30, 20, 40) }), [
      10 * p + 30 * q,
      20 * p + 40 * q,
    ]);
  });
});

test('about 70 % of a boolean mask is seen, and some blocks and rows are hidden', () => {
  const draw = seededDraw();
  const problem = problemOf({ mask: 'boolean', r: 1024, c: 1024 });
  const mask = ATTENTION.data(problem, 'M', draw) ?? new Float32Array();
  const share = mask.reduce((sum, value) => sum + value, 0) / mask.length;
  expect(share).toBeGreaterThan(0.6);
  expect(share).toBeLessThan(0.8);
  const rows = Array.from({ length: 1024 }, (_, row) => mask.subarray(row * 1024, (row + 1) * 1024));
  expect(rows.some((row) => row.every((value) => value === 0))).toBe(true);
  expect(ATTENTION.data(problem, 'Q', draw)).toBeNull();
});

import { describe, expect, test } from 'vitest';
import { generate } from '../../generate.ts';
import type { Configuration } from '../../parameter.ts';
import type { Program } from '../../program.ts';
import { ATTENTION } from '../family.ts';
import { type AttentionProblem, MASKS } from '../problem.ts';
import { ATTENTION_TOLERANCE } from '../reference/reference.ts';
import { tensorTolerance } from './tolerance.ts';

const TENSOR = ATTENTION.contenders.find(({ id }) => id === 'attention-tensor');

function problemOf(fields: Partial<AttentionProblem> = {}): AttentionProblem {
  return { op: 'attention', dtype: 'f32', r: 100, c: 90, d: 64, ...fields };
}

function programOf(fields: Partial<AttentionProblem>, overrides: Configuration = {}): Program {
  const generated = generate('attention-tensor', problemOf(fields), overrides);
  if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
  return generated.program;
}

const textOf = (...args: Parameters<typeof programOf>) =>
  programOf(...args)
    .passes.map(({ kernel }) => kernel.source)
    .join('\n');

test.each(MASKS)('every buffer that is bound exists and is used, with gradients: mask %s', (mask) => {
  const { buffers, passes } = programOf({ mask, gradient: true, ...(mask === 'window' && { window: 9 }) });
  const bound = passes.flatMap(({ bindings }) => bindings.flatMap((b) => ('buffer' in b ? [b.buffer] : [])));
  expect(new Set(bound)).toEqual(new Set(buffers.map(({ name }) => name)));
  expect(passes).toHaveLength(mask === 'block-sparse' ? 5 : 4);
});

describe('texts', () => {
  test('declare the version that tensors need, and no const elements of tensors', () => {
    for (const { kernel } of programOf({ gradient: true }).passes) {
      if (!kernel.source.includes('matmul2d')) continue;
      expect(kernel.languageVersion).toBe('4.0');
      expect(kernel.source).not.toMatch(/device const float \*(Q|K|V|dO)\b/);
    }
  });

  test('hand weights over in registers only if they may', () => {
    expect(textOf({})).toMatch(/is_compatible_as_left_input<float, Element, float>/);
    expect(textOf({}, { handOver: 'threadgroup' })).not.toMatch(/left_input/);
  });

  test('read no more of an operand than there is: blocks are moved, or products as long as their operands', () => {
    const fixed = 'matmul2d_descriptor(QUERIES, SLICE_D, KEYS, ';
    expect(textOf({ c: 33 })).toContain(fixed);
    expect(textOf({ c: 33 })).toContain('first_key = min(own_key, sizes.c - KEYS)');
    expect(textOf({ c: 31 })).not.toContain(fixed);
    expect(textOf({ c: 33 }, { columns: 64 })).not.toContain(fixed);
    expect(textOf({ r: 31 })).toContain(fixed);
    expect(textOf({ r: 31, gradient: true })).not.toContain(fixed);
  });

  test('look for the place of a slope only where S and dP are of different operations', () => {
    expect(textOf({ gradient: true })).not.toMatch(/of_element/);
    expect(textOf({ gradient: true, transposeQ: true, transposeO: true })).not.toMatch(/of_element/);
    expect(textOf({ gradient: true, transposeV: true })).toMatch(/of_element/);
  });

  test('cover the head dimension by slices of whole tiles', () => {
    const slicesOf = (d: number, sliceD: number) => {
      const [pass] = programOf({ d }, { sliceD }).passes;
      const [, width] = /SLICE_D = (\d+)/.exec(pass?.kernel.source ?? '') ?? [];
      return [Number(width), pass?.threadgroups[2]];
    };
    expect(slicesOf(1, 128)).toEqual([16, 1]);
    expect(slicesOf(64, 64)).toEqual([64, 1]);
    expect(slicesOf(65, 64)).toEqual([48, 2]);
    expect(slicesOf(512, 32)).toEqual([32, 16]);
  });
});

test('scores are computed again for each slice of the results', () => {
  const flopsOf = (d: number, gradient: boolean, width: number) => {
    const problem = ATTENTION.complete(problemOf({ r: 10, c: 20, d, gradient }));
    return TENSOR?.estimate?.(problem, { sliceD: width, gradientD: width, simdgroups: 1 }).flops;
  };
  expect(flopsOf(64, false, 64)).toBe(4 * 200 * 64);
  expect(flopsOf(64, false, 32)).toBe(6 * 200 * 64);
  expect(flopsOf(64, true, 64)).toBe((4 + 6 + 8) * 200 * 64);
});

test('relaxed precision has the tolerance of half precision', () => {
  const toleranceOf = (fields: Partial<AttentionProblem>, relaxed: boolean) =>
    tensorTolerance(ATTENTION.complete(problemOf(fields)), { relaxed } as Parameters<
      typeof tensorTolerance
    >[1]);
  expect(toleranceOf({}, false)).toBe(ATTENTION_TOLERANCE.f32);
  expect(toleranceOf({}, true)).toBe(ATTENTION_TOLERANCE.f16);
  expect(toleranceOf({ dtype: 'bf16' }, true)).toBe(ATTENTION_TOLERANCE.bf16);
});

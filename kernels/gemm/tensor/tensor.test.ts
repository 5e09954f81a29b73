import { expect, test } from 'vitest';
import { type Configuration, describeIssue, type GemmProblem, generate, toleranceOf } from '../../index.ts';
import { GEMM } from '../family.ts';

const product = (more: Partial<GemmProblem> = {}): GemmProblem => {
  return { op: 'gemm', dtype: 'f32', m: 100, n: 100, k: 100, ...more };
};

function refusal(problem: GemmProblem, overrides: Configuration = {}, id = 'gemm-tensor'): string {
  const made = generate(id, problem, overrides);
  return 'issues' in made ? made.issues.map(describeIssue).join('; ') : '';
}

function generated(problem: GemmProblem, overrides: Configuration = {}) {
  const made = generate('gemm-tensor', problem, overrides);
  if ('issues' in made) throw new Error(refusal(problem, overrides));
  return { ...made, pass: made.program.passes[0] };
}

test('the version of the language is set, and extents guard the edges', () => {
  const { pass } = generated(product());
  expect(pass?.kernel.languageVersion).toBe('4.0');
  expect(pass?.kernel.constants).toEqual({});
  expect(pass?.threadgroupBytes).toBe(0);
});

test.each([
  [{ blockK: 64 }, 'direct'],
  [{ padding: 4 }, 'staged'],
  [{ buffers: 2 }, 'staged'],
  [{}, 'whole'],
])('%j is loaded as makes sense of it: %s', (overrides, load) => {
  expect(generated(product(), overrides).configuration).toMatchObject({ load });
});

test.each<[Partial<GemmProblem>, Configuration, string]>([
  [{}, { load: 'direct', buffers: 2 }, 'buffers = 2: expected 1 for direct loads, which stage nothing'],
  [{}, { load: 'whole', blockK: 64 }, 'blockK = 64: expected 32 for whole loads'],
  [{ dtype: 'f16' }, { relaxed: true }, 'relaxed = true: expected false for operands of half and half'],
  [{}, { load: 'staged', blockM: 128, blockN: 128, blockK: 128 }, 'threadgroupBytes = 131072'],
])('%j with %j is refused', (more, overrides, message) => {
  expect(refusal(product(more), overrides)).toContain(message);
});

test('operands keep their types, and sums are in single precision', () => {
  const { pass } = generated(product({ dtype: 'f16', dtypeB: 'bf16', dtypeC: 'f16' }), { load: 'staged' });
  expect(pass?.kernel.source).toContain('threadgroup half *a_block');
  expect(pass?.kernel.source).toContain('threadgroup bfloat *b_block');
  expect(pass?.kernel.source).toContain('<ATensor, BTensor, float>');
});

test('relaxed operands may have larger errors', () => {
  expect(toleranceOf('gemm-tensor@relaxed=true', product())).toBeGreaterThan(
    10 * toleranceOf('gemm-tensor', product()),
  );
});

test.each(['i8', 'u8'] as const)('whole numbers of %s are multiplied into i32', (dtype) => {
  const { pass, program } = generated(product({ dtype }));
  expect(program.buffers.find(({ name }) => name === 'C')?.dtype).toBe('i32');
  expect(pass?.kernel.source).toContain('<ATensor, BTensor, int>');
});

test('a product of whole numbers and others has the type of the others', () => {
  const { program } = generated(product({ dtype: 'i8', dtypeB: 'f16' }));
  expect(program.buffers.find(({ name }) => name === 'C')?.dtype).toBe('f16');
});

test.each<[Partial<GemmProblem>, string]>([
  [{ dtype: 'i8', dtypeB: 'u8' }, 'dtypeB = u8: expected i8 beside an A of i8'],
  [{ dtype: 'i8', dtypeC: 'f32' }, 'dtypeC = f32: expected i32 for sums of whole numbers'],
  [{ dtype: 'i8', alpha: 2, bias: true }, 'alpha = 2: expected 1 for sums of whole numbers'],
  [{ dtype: 'f16', dtypeC: 'i32' }, 'dtypeC = i32: expected f32, f16 or bf16'],
  [{ dtype: 'u8', k: 40_000 }, 'k = 40000: expected at most 33025'],
])('%j is no problem', (more, message) => {
  expect(refusal(product(more))).toContain(message);
});

test('no other contender multiplies whole numbers', () => {
  const others = GEMM.contenders.map(({ id }) => id).filter((id) => id !== 'gemm-tensor');
  for (const id of others) {
    expect(refusal(product({ dtype: 'i8' }), {}, id)).toContain('dtype = i8: expected f32, f16 or bf16');
  }
});

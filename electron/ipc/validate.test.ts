import { describe, expect, it } from 'vitest';
import { isChannel, isEvent } from './channels.ts';
import { INVOCATIONS } from './contract.ts';
import { sampleRequest } from './fixture/sample-run.ts';
import { validate } from './validate.ts';

const start = (sweep: unknown, name = 'Sweep') =>
  validate(INVOCATIONS['sweep.start'].request, { name, sweep }, 'BAD_INPUT', 'sweep.start');
const withSize = (m: unknown) => ({
  ...sampleRequest,
  problems: [{ op: 'gemm', dtype: 'f32', m, n: 1, k: 1 }],
});

describe('requests', () => {
  it('accepts a good sweep', () => {
    expect(start(sampleRequest)).toEqual({ ok: true, value: { name: 'Sweep', sweep: sampleRequest } });
  });

  it.each([1, 16384])('accepts the limits of the range: %d', (m) => {
    expect(start(withSize(m)).ok).toBe(true);
  });

  it.each([0, -1, 16385, 1e9, 1.5])('refuses the size %d, with the path and the range', (m) => {
    expect(start(withSize(m))).toEqual({
      ok: false,
      error: {
        code: 'BAD_INPUT',
        message: `sweep.start: sweep.problems[0].m = ${m}: expected a whole number from 1 to 16384`,
      },
    });
  });

  it.each<[string, unknown, string]>([
    ['text for a size', withSize('64'), 'sweep.problems[0].m = 64: expected a whole number'],
    ['NaN', withSize(Number.NaN), 'sweep.problems[0].m = NaN: expected a whole number'],
    [
      'an unknown operation',
      { ...sampleRequest, problems: [{ op: 'sort', n: 1 }] },
      'sweep.problems[0].op = sort: expected gemm',
    ],
    [
      'a field that the family does not have',
      { ...sampleRequest, problems: [{ op: 'gemm', dtype: 'f32', m: 1, n: 1, k: 1, heads: 2 }] },
      'sweep.problems[0].heads = 2: expected one of the fields dtype, m, n, k',
    ],
    [
      'an unknown choice',
      { ...sampleRequest, problems: [{ op: 'gemm', dtype: 'f32', m: 1, n: 1, k: 1, transposeA: 'yes' }] },
      'sweep.problems[0].transposeA = yes: expected true or false',
    ],
    [
      'an unknown dtype',
      { ...sampleRequest, problems: [{ op: 'gemm', dtype: 'f99', m: 1, n: 1, k: 1 }] },
      'sweep.problems[0].dtype = f99: expected',
    ],
    ['no problems', { ...sampleRequest, problems: [] }, 'sweep.problems = []: expected at least 1 entries'],
    [
      'a problem twice',
      { ...sampleRequest, problems: [sampleRequest.problems[0], sampleRequest.problems[0]] },
      'expected each problem once',
    ],
    [
      'too few samples',
      { ...sampleRequest, method: { ...sampleRequest.method, minSamples: 9 } },
      'sweep.method.minSamples = 9: expected at least 10',
    ],
    [
      'a maximum of samples below the minimum',
      { ...sampleRequest, method: { ...sampleRequest.method, minSamples: 50 } },
      'sweep.method.maxSamples = 40: expected at least minSamples',
    ],
    ['an unknown key', { ...sampleRequest, shader: 'x' }, 'expected an object without shader'],
    ['nothing', undefined, 'sweep = undefined: expected an object'],
  ])('refuses %s', (_name, sweep, message) => {
    const result = start(sweep);
    expect(result).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    expect(!result.ok && result.error.message).toContain(message);
  });

  it.each<[string, (loop: object) => unknown, string]>([
    [
      'a cycle',
      (loop) => withSize(loop),
      'm = something that is not JSON (TypeError): expected a whole number',
    ],
    ['integers beyond JSON', () => withSize([1n]), 'm = something that is not JSON (TypeError)'],
    ['a map', () => withSize(new Map([[1, 2]])), 'm = {}: expected a whole number'],
    ['control characters', () => withSize('\u001b[2J\u202e'), 'm = \\u001b[2J\\u202e: expected'],
  ])('refuses %s, and shows it harmlessly', (_name, sweep, message) => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const result = start(sweep(loop));
    expect(!result.ok && result.error.message).toContain(message);
  });

  it('names at most five issues', () => {
    const problems = Array.from({ length: 9 }, (_, index) => ({
      op: 'gemm',
      dtype: 'f32',
      m: 0,
      n: index + 1,
      k: 1,
    }));
    const result = start({ ...sampleRequest, problems });
    expect(!result.ok && result.error.message).toContain('and 4 more');
  });

  it('expects no request where the contract has none', () => {
    const check = (value: unknown) =>
      validate(INVOCATIONS['runs.list'].request, value, 'BAD_INPUT', 'runs.list');
    expect(check(undefined).ok).toBe(true);
    expect(check({}).ok).toBe(false);
  });
});

describe('names', () => {
  it('knows every channel of the contract but the one of preload itself, and no property of objects', () => {
    for (const channel of Object.keys(INVOCATIONS)) expect(isChannel(channel)).toBe(channel !== 'runs.open');
    for (const name of ['toString', '__proto__', 'runs', '']) {
      expect(isChannel(name)).toBe(false);
      expect(isEvent(name)).toBe(false);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { decode } from './decode.ts';
import { encode } from './encode.ts';

const through = (value: unknown) => decode(encode(value));

describe('wire format', () => {
  it.each([
    ['null', null],
    ['undefined', undefined],
    ['text', 'a "quoted" \u2028 text'],
    ['numbers', [0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53]],
    ['bigint', 2n ** 70n],
    ['nested objects', { a: { b: [1, { c: undefined }] }, $t: 'looks like a tag' }],
    ['arrays that look like slots', [[0], ['undefined', ''], ['bigint', '1']]],
    ['Map and Set', new Map<unknown, unknown>([[{ k: 1 }, new Set([1n, 'x'])]])],
    ['dates', [new Date(0), new Date(1234567890123)]],
    ['regexp', /a\/b/giu],
    ['Float32Array', Float32Array.of(1.5, Number.NaN, -0)],
    ['BigUint64Array', BigUint64Array.of(1n, 2n ** 63n)],
    ['ArrayBuffer', Uint8Array.of(1, 2, 255).buffer],
    ['empty typed array', new Float64Array(0)],
    ['a large buffer', new Uint8Array(100_000).fill(7)],
    ['own __proto__ key', JSON.parse('{"__proto__": {"x": 1}}')],
  ])('keeps %s', (_name, value) => {
    expect(through(value)).toStrictEqual(value);
  });

  it('keeps an invalid date invalid', () => {
    expect(through(new Date(Number.NaN))).toEqual(new Date(Number.NaN));
  });

  it('keeps errors with their kind, message and cause', () => {
    const error = through(new RangeError('too far', { cause: { limit: 3 } })) as RangeError;
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('too far');
    expect(error.cause).toEqual({ limit: 3 });
  });

  it('keeps cycles and shared references', () => {
    const shared = { n: 1 };
    const value: Record<string, unknown> = { first: shared, second: shared };
    value.self = value;
    const result = through(value) as typeof value;
    expect(result.self).toBe(result);
    expect(result.first).toBe(result.second);
  });

  it('keeps holes of arrays', () => {
    const holed = [1];
    holed[2] = 3;
    const result = through(holed) as unknown[];
    expect(result).toHaveLength(3);
    expect(1 in result).toBe(false);
  });

  it('sends only the window of a view, not the buffer behind it', () => {
    const result = through(Float32Array.of(1, 2, 3, 4).subarray(1, 3)) as Float32Array;
    expect([...result]).toEqual([2, 3]);
    expect(result.buffer.byteLength).toBe(8);
  });

  it('drops the class of an instance', () => {
    class Point {
      x = 1;
    }
    expect(Object.getPrototypeOf(through(new Point()))).toBe(Object.prototype);
  });

  it.each([
    ['functions', () => 1],
    ['functions inside', { a: [() => 1] }],
    ['symbols', Symbol('s')],
    ['promises', Promise.resolve(1)],
    ['weak maps', new WeakMap()],
    ['shared memory', new Uint8Array(new SharedArrayBuffer(4))],
  ])('refuses %s', (_name, value) => {
    expect(() => encode(value)).toThrow('An object could not be cloned.');
  });
});

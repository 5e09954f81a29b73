import { describe, expect, test } from 'vitest';
import {
  CONTENDERS,
  checkProblem,
  DTYPES,
  extentNames,
  extentsTitle,
  familyOf,
  type Problem,
  type ProblemBase,
  problemKey,
  QUICK_SWEEP,
} from './index.ts';
import { MAX_SIZES, parseSizes } from './sizes.ts';

const squares = (...sizes: number[]) => ({ sizes: sizes.map((size) => ({ m: size, n: size, k: size })) });

describe('accepted', () => {
  test.each([
    ['64', squares(64)],
    ['1, 16384', squares(1, 16384)],
    ['64:512:64', squares(64, 128, 192, 256, 320, 384, 448, 512)],
    ['64:130:64', squares(64, 128)],
    ['64:512:pow2', squares(64, 128, 256, 512)],
    ['48:600:POW2', squares(64, 128, 256, 512)],
    ['1:2:pow2', squares(1, 2)],
    [
      '1:2x8x16:32:pow2',
      {
        sizes: [
          { m: 1, n: 8, k: 16 },
          { m: 1, n: 8, k: 32 },
          { m: 2, n: 8, k: 16 },
          { m: 2, n: 8, k: 32 },
        ],
      },
    ],
    ['31:33', squares(31, 32, 33)],
    ['7:7:5', squares(7)],
    ['3x5x7', { sizes: [{ m: 3, n: 5, k: 7 }] }],
    ['3 X 5 × 7 ,9', { sizes: [{ m: 3, n: 5, k: 7 }, ...squares(9).sizes] }],
    ['64 : 128 : 64', squares(64, 128)],
    ['8,8', squares(8, 8)],
  ])('%s', (text, expected) => {
    expect(parseSizes(text)).toEqual(expected);
  });

  test('as many extents as the family has, and a given one', () => {
    expect(parseSizes('3x5x7', 'attention')).toEqual({ sizes: [{ r: 3, c: 5, d: 7 }] });
    expect(parseSizes('9', 'transformer', { heads: 2 })).toEqual({ sizes: [{ n: 9, heads: 2, d: 64 }] });
  });

  test('without the last extents, if they have defaults', () => {
    const sizes = [
      { m: 3, n: 5 },
      { m: 3, n: 5, s: 7 },
    ];
    expect(parseSizes('3x5, 3x5x7', 'normalization')).toEqual({ sizes });
    const [first, same] = [sizes[0], { ...sizes[0], s: 1 }].map((size) =>
      problemKey({ op: 'normalization', dtype: 'f32', norm: 'group', ...size } as Problem),
    );
    expect([first, same]).toEqual(Array(2).fill('normalization-f32-group-3x5'));
  });

  test(`up to ${MAX_SIZES} sizes`, () => {
    expect(parseSizes(`1:${MAX_SIZES}`)).toHaveProperty('sizes.length', MAX_SIZES);
  });
});

describe('refused, with the expected range', () => {
  test.each([
    ['0', 'size', 0, '1 to 16384'],
    ['-64', 'size', -64, '1 to 16384'],
    ['16385', 'size', 16385, '1 to 16384'],
    ['1000000000', 'size', 1e9, '1 to 16384'],
    ['1e9', 'size', 1e9, '1 to 16384'],
    ['1.5', 'size', 1.5, '1 to 16384'],
    ['64x0x64', 'n', 0, '1 to 16384'],
    ['64x64x1e9', 'k', 1e9, '1 to 65536'],
    ['0:64', 'start', 0, '1 to 16384'],
    ['64:20000:64', 'stop', 20000, '1 to 16384'],
    ['64:512:0', 'step', 0, '1 to 16384'],
    ['64:512:-64', 'step', -64, '1 to 16384'],
    ['512:64', 'stop', 64, '512'],
    ['65:127:pow2', 'stop', 127, 'a power of two (128) or more'],
    ['0:64:pow2', 'start', 0, '1 to 16384'],
    ['1:64:pow3', 'sizes', '"1:64:pow3"', 'MxNxK'],
    ['1:64x64:1x64', 'stop', 1, '64'],
    ['1:2x70000x8', 'n', 70000, '1 to 16384'],
    ['1:100x1:100x8', 'sizes', '10000 sizes', 'at most 4096'],
    ['1:16384', 'sizes', '16384 sizes', 'at most 4096'],
    ['1:4000, 1:97', 'sizes', '4097 sizes', 'at most 4096'],
    ['64x64', 'sizes', '"64x64"', 'MxNxK'],
    ['1x2x3x4', 'sizes', '"1x2x3x4"', 'MxNxK (512x256x128)'],
    ['1x2:3', 'sizes', '"1x2:3"', 'MxNxK'],
    ['1:2:3:4', 'sizes', '"1:2:3:4"', 'MxNxK'],
    ['64,,65', 'sizes', '""', 'MxNxK'],
    ['sixty', 'sizes', '"sixty"', 'MxNxK'],
    ['64:', 'sizes', '"64:"', 'MxNxK'],
    [' ', 'sizes', '""', 'MxNxK'],
  ])('%s', (text, parameter, value, expected) => {
    expect(parseSizes(text)).toEqual({
      issues: [{ parameter, value, expected: expect.stringContaining(expected) }],
    });
  });

  test('reports every mistake at once', () => {
    const parsed = parseSizes('0, 64, 3x0x0, 9:1:0');
    expect('issues' in parsed && parsed.issues.map(({ parameter }) => parameter)).toEqual([
      'size',
      'n',
      'k',
      'step',
      'stop',
    ]);
  });
});

test('the quick sweep is squares from 64 to 512, on and off tile edges, with existing contenders', () => {
  const parsed = parseSizes(QUICK_SWEEP.sizes);
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
  const extents = parsed.sizes.map(({ m }) => m as number);
  expect([Math.min(...extents), Math.max(...extents)]).toEqual([64, 512]);
  expect(extents.some((extent) => extent % 64 !== 0)).toBe(true);
  expect(
    parsed.sizes.flatMap((size) => checkProblem({ op: 'gemm', dtype: DTYPES[0], ...size } as ProblemBase)),
  ).toEqual([]);
  const known = CONTENDERS.map(({ id }) => id);
  expect(QUICK_SWEEP.contenders.filter((id) => !known.includes(id))).toEqual([]);
});

test('the title of sizes names the extents that are written', () => {
  const rows = { op: 'normalization', dtype: 'f32', m: 256, n: 1024 } as Problem;
  const [first, second] = extentNames(familyOf(rows)).split(' × ');
  expect(extentsTitle([rows])).toBe(`${first} × ${second}`);
  const groups = { ...rows, s: 49 } as Problem;
  expect(extentsTitle([rows, groups], '×')).toBe(extentNames(familyOf(rows), '×'));
});

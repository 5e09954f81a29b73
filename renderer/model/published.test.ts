import { describe, expect, it } from 'vitest';
import { PUBLISHED } from '../../electron/ipc/published/published-series.ts';
import { checkProblem, type Problem } from '../../kernels/index.ts';
import { styleOf } from './contender-style.ts';
import { publishedLines, publishedOf } from './published.ts';

const gemm = (m: number, n = m, k = m, more: object = {}): Problem => {
  return { op: 'gemm', dtype: 'f32', m, n, k, ...more };
};
const sizesOf = (problems: Problem[]) =>
  publishedOf(problems).flatMap(({ figures }) => figures.map(({ problem: { m, n, k } }) => `${m}x${n}x${k}`));

describe('published figures', () => {
  it('are of problems that exist, each with a source, a device and an id of its own', () => {
    for (const { id, source, device, figures } of PUBLISHED) {
      expect([id, source.length > 10, device.length > 1, figures.length > 0]).toEqual([id, true, true, true]);
      for (const { problem, gflops } of figures) {
        expect(checkProblem(problem)).toEqual([]);
        expect(gflops).toBeGreaterThan(0);
      }
    }
    expect(new Set(PUBLISHED.map(({ id }) => id)).size).toBe(PUBLISHED.length);
  });

  it('are the rates of their sources', () => {
    const rate = (id: string, m: number) => {
      const series = PUBLISHED.find((one) => one.id === id);
      return series?.figures.find(({ problem }) => problem.m === m)?.gflops;
    };
    expect(rate('published:mfa-f32', 6144)).toBe(9257);
    expect(rate('published:mfa-mps-f16', 1440)).toBe(6433);
    // 1280³ in 0.549 ms were said to be 7.64 TFLOPS.
    expect(rate('published:m5-pytorch-bf16', 1280)).toBeCloseTo(7640, -1);
    expect(rate('published:m1-pro-gemv', 2)).toBeCloseTo((2 * 2 * 2048 ** 2) / 42_300, 6);
  });

  it('belong to an operation, a data type and a range of sizes', () => {
    expect(new Set(sizesOf([gemm(64), gemm(512)]))).toEqual(
      new Set(['256x256x256', '384x384x384', '512x512x512']),
    );
    expect(sizesOf([gemm(64), gemm(255)])).toEqual([]);
    const half = publishedOf([gemm(64, 64, 64, { dtype: 'f16' }), gemm(512, 512, 512, { dtype: 'f16' })]);
    expect(half.map(({ id }) => id)).toEqual(['published:mfa-f16', 'published:mfa-mps-f16']);
    expect(publishedOf([{ op: 'attention', dtype: 'f32', r: 64, c: 64, d: 64 }])).toEqual([]);
    expect(publishedOf([gemm(64), gemm(512, 512, 512, { transposeB: true })])).toEqual([]);
    expect(publishedOf([])).toEqual([]);
  });

  it('lie on the axis of the run', () => {
    const rows = (n: number) => [1, 16].map((m) => gemm(m, n, n, { dtype: 'f16' }));
    expect(new Set(sizesOf(rows(2048)))).toEqual(new Set(['2x2048x2048', '4x2048x2048', '8x2048x2048']));
    expect(sizesOf(rows(1024))).toEqual([]);
    // Among rectangles, only at problems that were measured.
    expect(sizesOf([gemm(64, 32, 16), gemm(512), gemm(1024)])).toEqual(
      Array(3).fill(['512x512x512', '1024x1024x1024']).flat(),
    );
  });
});

describe('the lines of the chart', () => {
  const problems = [gemm(64), gemm(512)];

  it('are rates, or shares of the roof of their own device', () => {
    const [mfa] = publishedLines(problems, 'rate');
    expect(mfa?.points.map(({ x, y }) => [x, y])).toEqual([
      [256, 2760],
      [384, 5202],
      [512, 7007],
    ]);
    const shares = publishedLines(problems, 'utilization');
    expect(shares.map(({ id }) => id)).toEqual(['published:mfa-f32', 'published:mfa-mps-f32']);
    expect(shares[0]?.points[2]?.y).toBeCloseTo(0.66, 2);
    expect(publishedLines(problems, 'error')).toEqual([]);
  });

  it('look like no contender, and differ from each other', () => {
    const looks = publishedLines(problems, 'rate').map(({ id }) => styleOf(id));
    expect(new Set(looks.map(({ marker }) => marker)).size).toBe(looks.length);
    for (const { dash } of looks) expect(dash).not.toBe(styleOf('gemm-tiled').dash);
  });
});

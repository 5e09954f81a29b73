import { describe, expect, it } from 'vitest';
import type { Cell, Run } from '../types.ts';
import { FAILING, MEASURED } from './fixture/measured.ts';
import { FORMATS } from './formats.ts';

/** How often a text has a part. */
const count = (text: string, part: string | RegExp) => text.split(part).length - 1;

describe('Markdown', () => {
  it('has the table that Metal FlashAttention published', () => {
    const problems = [512, 1024, 1536].map(
      (side) => ({ op: 'gemm', dtype: 'f32', m: side, n: side, k: side }) as const,
    );
    const cells = problems.flatMap((problem) =>
      MEASURED.request.contenders.map((contender) => ({ problem, contender })),
    );
    const [first] = MEASURED.cells as [Cell];
    const run: Run = {
      ...MEASURED,
      request: { ...MEASURED.request, problems: [...problems], contenders: ['cblas', 'mps'] },
      cells: cells.map(({ problem, contender }, index): Cell => {
        const id = `gemm-f32-${problem.m}x${problem.n}x${problem.k}|${contender}`;
        const status = contender === 'mps' && index > 8 ? 'failed' : first.status;
        return { ...first, id, problem, contender, status };
      }),
    };
    const rate = first.summary?.gflops.toPrecision(2) ?? '';
    expect(FORMATS['markdown-table'].text(run).split('\n')).toEqual([
      'SGEMM, GFLOPS, A processor',
      '',
      '| Square Sizes | 512 x 512 x 512 | 1024 x 1024 x 1024 | 1536 x 1536 x 1536 |',
      '| ------------ | ----- | ----- | ----- |',
      `| ${'BLAS'.padEnd(12)} | ${rate.padStart(5)} | ${rate.padStart(5)} | ${rate.padStart(5)} |`,
      `| ${'MPS'.padEnd(12)} | ${rate.padStart(5)} | ${rate.padStart(5)} | Error |`,
      '',
    ]);
  });

  it('has seven sizes to a table', () => {
    const problems = Array.from(
      { length: 15 },
      (_, i) => ({ op: 'gemm', dtype: 'f32', m: i + 1, n: 1, k: 1 }) as const,
    );
    const text = FORMATS['markdown-table'].text({
      ...MEASURED,
      request: { ...MEASURED.request, problems },
      cells: [],
    });
    expect(
      text
        .split('\n')
        .filter((line) => line.startsWith('| M x N x K '))
        .map((line) => count(line, ' | ')),
    ).toEqual([7, 7, 1]);
  });

  it('sums a run up for a pull request, with failures first and texts that cannot break it', () => {
    const text = FORMATS.markdown.text(FAILING);
    expect(text).toContain('❌ 4 of 8 cells verified against float64, 2 failed.');
    expect(text).toContain('❌ wrong');
    expect(text).toContain('○ doubtful: noisy; low-power mode');
    expect(text).not.toMatch(/<b>|<i>|@all|\u202e/);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.map((row) => count(row, ' | '))).toEqual([4, 4, 4, 4]);
    expect(FORMATS.markdown.text(MEASURED)).toContain('✅ 6 of 8 cells verified against float64.');
  });

  it('fits into a comment however large the run is', () => {
    const problems = Array.from(
      { length: 4000 },
      (_, i) => ({ op: 'gemm', dtype: 'f32', m: i + 1, n: 1, k: 1 }) as const,
    );
    const failure = { code: 'X', message: '<'.repeat(10_000) };
    const cells = problems.flatMap((problem) =>
      MEASURED.request.contenders.map((contender): Cell => {
        const [first] = MEASURED.cells as [Cell];
        return {
          ...first,
          id: `gemm-f32-${problem.m}x1x1|${contender}`,
          problem,
          contender,
          status: 'failed',
          failure,
        };
      }),
    );
    const text = FORMATS.markdown.text({ ...MEASURED, request: { ...MEASURED.request, problems }, cells });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('… and 3,960 more sizes');
  });
});

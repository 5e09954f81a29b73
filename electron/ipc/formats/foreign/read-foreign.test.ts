import { describe, expect, it, test } from 'vitest';
import { HYPERFINE, LLAMA_BENCH } from '../fixture/foreign.ts';
import { type ProgramTimes, programCsv, programFigures, programMarkdown } from './program-times.ts';
import { readForeign } from './read-foreign.ts';

function timesOf(text: string): ProgramTimes {
  const times = readForeign(text);
  if (!times) throw new Error('not read');
  return times;
}

describe('hyperfine', () => {
  it('has a median with its interval for each program', () => {
    const times = timesOf(HYPERFINE);
    expect(times).toMatchObject({ source: 'hyperfine', device: null });
    const [sort, failed] = programFigures(times);
    expect(sort).toMatchObject({ label: 'sort --parallel=1 words', n: 8, note: '' });
    expect(sort?.medianNs).toBeCloseTo(206e6, 0);
    // From the smallest to the largest of eight covers 99.2 %, from the second on 93 %.
    expect(sort?.ci95Ns?.map((ns) => Math.round(ns / 1e6))).toEqual([200, 220]);
    expect(failed).toMatchObject({ n: 1, note: 'a run failed; the range of 1, which covers 0 %' });
  });

  it('may lack the times of runs', () => {
    const [point] = programFigures(
      timesOf('{"results":[{"command":"a","mean":2,"median":1.5,"exit_codes":[0]}]}'),
    );
    expect(point).toMatchObject({ medianNs: 1.5e9, ci95Ns: null, n: null });
  });
});

describe('llama-bench', () => {
  test.each(['json', 'jsonl'] as const)('%s has samples', (format) => {
    const times = timesOf(LLAMA_BENCH[format]);
    expect(times).toMatchObject({ source: 'llama-bench', device: 'Apple M4' });
    expect(programFigures(times)).toMatchObject([
      { label: 'llama 1B Q4_K - Medium pp512', medianNs: 1.02e9, ci95Ns: [1e9, 1.04e9], n: 5 },
      { label: 'llama 1B Q4_K - Medium tg128 @ d4096', medianNs: 2.56e9, n: 3 },
    ]);
    expect(programFigures(times)[0]?.note).toBe('the range of 5, which covers 94 %');
  });

  it('csv has means', () => {
    expect(programFigures(timesOf(LLAMA_BENCH.csv))).toMatchObject([
      {
        label: 'llama 1B Q4_K - Medium pp512',
        medianNs: 1.02e9,
        n: null,
        note: 'a mean: the file has no samples',
      },
      { label: 'llama 1B Q4_K - Medium tg128 @ d4096', medianNs: 2.56e9, ci95Ns: null },
    ]);
  });

  it('md has mean rates, and parameters that differ', () => {
    const times = timesOf(LLAMA_BENCH.md);
    expect(times.device).toBe('Metal,BLAS');
    const [prompt, generation, deep] = programFigures(times);
    expect(prompt).toMatchObject({ label: 'llama 1B Q4_K - Medium pp512 threads 4', n: null });
    expect(prompt?.medianNs).toBeCloseTo((512 / 502.05) * 1e9, 0);
    expect(generation).toMatchObject({ label: 'llama 1B Q4_K - Medium tg 128 threads 8', medianNs: 2.56e9 });
    expect(deep?.medianNs).toBe(3.2e9);
  });
});

test.each([
  ['nothing', ''],
  ['a bundle', '{"format":"tilescope-run","version":1,"run":{}}'],
  ['results of others', '{"results":[{"name":"a"}]}'],
  ['results without times', '{"results":[{"command":"a"}]}'],
  ['a list of others', '[{"avg_ns":1}, 2]'],
  ['rows without rates', '{"avg_ns":1}\n{"avg_ns":2}\n'],
  ['another table', '| model | t/s |\n|---|---|\n| a | 1 |\n'],
  ['a table with an unreadable rate', LLAMA_BENCH.md.replace('502.05 ± 6.90', 'failed')],
])('%s is read by nobody', (_, text) => expect(readForeign(text)).toBeNull());

describe('written out', () => {
  it('as Markdown, with what a figure is', () => {
    const lines = programMarkdown(timesOf(HYPERFINE)).split('\n');
    expect(lines[0]).toBe('| program | median, ms | 95 % interval, ms | IQR | n |  |');
    expect(lines[2]).toBe('| sort --parallel=1 words | 206.0 | 200.0 – 220.0 | 3.2 % | 8 |  |');
    expect(programMarkdown(timesOf(LLAMA_BENCH.csv))).toContain('| 1020 | – | – | – | a mean:');
  });

  it('as CSV, a row for each sample', () => {
    const times = timesOf(LLAMA_BENCH.json);
    const lines = programCsv({ ...times, device: 'A "GPU", fast' }).split('\r\n');
    expect(lines).toHaveLength(1 + 5 + 3 + 1);
    expect(lines[1]).toBe('llama-bench,"A ""GPU"", fast",llama 1B Q4_K - Medium pp512,0,1000000000,');
    expect(programCsv(timesOf(LLAMA_BENCH.csv))).toContain(
      ',,1020000000,a mean: the file has no samples\r\n',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { bundleText } from '../bundle.ts';
import { sampleRun } from '../fixture/sample-run.ts';
import { CUSTOM_CANDIDATE } from '../own-kernels/fixture/custom-pair.ts';
import type { Cell, Run } from '../types.ts';
import { isActionBenchmark, isChromeTrace, isGoogleBenchmark, isNvbench } from './fixture/consumers.ts';
import { FAILING, MEASURED, ON_GPU } from './fixture/measured.ts';
import { FORMATS, formatOfFile } from './formats.ts';
import { readFormat } from './read-format.ts';

const RUNS = { MEASURED, ON_GPU, FAILING, interrupted: sampleRun() };
const NAMES = Object.keys(RUNS) as (keyof typeof RUNS)[];

describe.each(NAMES)('%s', (name) => {
  const run = RUNS[name];

  it.each(['bundle', 'csv', 'google-benchmark', 'nvbench'] as const)(
    'is the same after a way through %s',
    (format) => {
      const text = FORMATS[format].text(run);
      const back = readFormat(text);
      if (!back.ok) return expect.unreachable(back.error.message);
      expect(bundleText(back.value)).toBe(bundleText(run));
    },
  );

  it('has a form for each consumer', () => {
    expect(isGoogleBenchmark(FORMATS['google-benchmark'].text(run))).toEqual([]);
    expect(isNvbench(FORMATS.nvbench.text(run))).toEqual([]);
    expect(isChromeTrace(FORMATS['chrome-trace'].text(run))).toEqual([]);
    expect(isActionBenchmark(FORMATS['bigger-is-better'].text(run))).toEqual([]);
    expect(isActionBenchmark(FORMATS['smaller-is-better'].text(run))).toEqual([]);
  });
});

describe('Google Benchmark', () => {
  const entries = (run: Run) =>
    (JSON.parse(FORMATS['google-benchmark'].text(run)) as { benchmarks: Record<string, unknown>[] })
      .benchmarks;

  it('has a repetition for each sample, and the median', () => {
    const [cell] = MEASURED.cells as [Cell];
    const own = entries(MEASURED).filter(({ label }) => label === cell.id);
    expect(own).toHaveLength(cell.samples.length + 1);
    expect(own[0]).toMatchObject({
      name: 'gemm-tiled/gemm-f32-32x32x32-transposeB=true/real_time',
      iterations: cell.duplicates,
      real_time: cell.samples[0]?.wallNs,
    });
    expect(own.at(-1)).toMatchObject({ aggregate_name: 'median', real_time: cell.summary?.medianNs });
  });

  it('names the clock, and keeps wall time beside that of the GPU', () => {
    const [first] = entries(ON_GPU);
    expect(first?.name).toMatch(/\/manual_time$/);
    expect(first?.real_time).toBe((first?.cpu_time as number) * 0.75);
  });

  it('reports what is wrong as an error, never as a time', () => {
    const [wrong, failed] = FAILING.cells as [Cell, Cell];
    const errors = entries(FAILING).filter(({ error_occurred }) => error_occurred);
    expect(errors.filter(({ label }) => label === wrong.id)).toHaveLength(wrong.samples.length);
    expect(errors.filter(({ label }) => label === failed.id)).toHaveLength(1);
    for (const error of errors) expect(error).toMatchObject({ real_time: 0, cpu_time: 0 });
  });
});

it('NVBench has GPU time where there is one, and skips what has no figures', () => {
  const states = (run: Run) =>
    (
      JSON.parse(FORMATS.nvbench.text(run)) as { benchmarks: { states: Record<string, unknown>[] }[] }
    ).benchmarks.flatMap((benchmark) => benchmark.states);
  expect(JSON.stringify(states(ON_GPU))).toContain('nv/cold/time/gpu/mean');
  expect(JSON.stringify(states(MEASURED))).not.toContain('/gpu/');
  expect(states(FAILING).filter((state) => state.is_skipped)).toHaveLength(4);
});

describe('CSV', () => {
  const FIRST_TIME = `,${MEASURED.cells[0]?.samples[0]?.wallNs},`;

  it('has a row for each sample, and one for a cell without', () => {
    const rows = FORMATS.csv.text(MEASURED).trimEnd().split('\r\n');
    expect(rows[0]).toMatch(
      /^cell,contender,op,dtype,m,n,k,transposeB,status,clock,duplicates,epoch,round,.*,gflops,failure,run$/,
    );
    expect(rows).toHaveLength(
      1 + MEASURED.cells.reduce((sum, cell) => sum + Math.max(1, cell.samples.length), 0),
    );
  });

  it('names a custom operation in each row, and has its definition in the first only', () => {
    const text = FORMATS.csv.text(CUSTOM_CANDIDATE);
    const [header, first, ...rows] = text.trimEnd().split('\r\n');
    expect(header).toMatch(/^cell,contender,op,dtype,m,n,/);
    expect(first).toContain('outputs');
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(row).not.toContain('outputs');
    for (const row of rows) expect(row).toMatch(/^[^,]+,own:\w+,custom:[^,{]+,f32,\d+,\d+,/);
    const back = readFormat(text);
    expect(back.ok).toBe(true);
    expect(back).toEqual(readFormat(FORMATS.bundle.text(CUSTOM_CANDIDATE)));
  });

  it('follows a figure that was changed, as a bundle does', () => {
    const [cell] = MEASURED.cells as [Cell];
    const text = FORMATS.csv.text(MEASURED).replace(FIRST_TIME, ',1e9,');
    const back = readFormat(text);
    expect(back.ok && back.value.cells[0]?.samples[0]?.wallNs).toBe(1e9);
    expect(back.ok && back.value.cells[0]?.summary?.p95Ns).toBeGreaterThan(cell.summary?.p95Ns as number);
  });

  it.each([
    ['an impossible time', (text: string) => text.replace(FIRST_TIME, ',-1,'), /wallNs/],
    [
      'a cell of another run',
      (text: string) => text.replace('gemm-f32-32x32x32', 'gemm-f32-1x1x1'),
      /no cell of its run/,
    ],
    ['a shortened run', (text: string) => text.replace('""tilescope-run""', '""tilescope""'), /format/],
  ])('%s is refused', (_, change, message) => {
    const back = readFormat(change(FORMATS.csv.text(MEASURED)));
    expect(!back.ok && back.error).toMatchObject({
      code: 'BAD_BUNDLE',
      message: expect.stringMatching(message),
    });
  });
});

it('a trace has every sample once, in the order of measurement', () => {
  const { traceEvents } = JSON.parse(FORMATS['chrome-trace'].text(ON_GPU)) as {
    traceEvents: { ph: string; cat?: string; ts: number; dur: number }[];
  };
  const wall = traceEvents.filter(({ cat }) => cat === 'wall');
  expect(wall).toHaveLength(ON_GPU.cells.reduce((sum, { samples }) => sum + samples.length, 0));
  for (const [index, { ts }] of wall.entries()) {
    const before = wall[index - 1];
    if (before) expect(ts).toBeCloseTo(before.ts + before.dur, 6);
  }
});

it('actions follow cells that are right: rates with their unit, times in nanoseconds', () => {
  const [, , cell] = FAILING.cells as [Cell, Cell, Cell];
  const entries = (name: 'bigger-is-better' | 'smaller-is-better') =>
    JSON.parse(FORMATS[name].text(FAILING)) as { unit: string; value: number }[];
  expect(entries('bigger-is-better')).toHaveLength(4);
  expect(entries('bigger-is-better')[0]).toMatchObject({ unit: 'GFLOPS', value: cell.summary?.gflops });
  expect(entries('smaller-is-better')[0]).toMatchObject({ unit: 'ns', value: cell.summary?.medianNs });
});

describe('the file of another tool', () => {
  it.each([
    [
      'Google Benchmark',
      '{"context":{"num_cpus":8},"benchmarks":[{"name":"BM_x","real_time":1}]}',
      /another program/,
    ],
    ['NVBench', '{"meta":{"version":{}},"devices":[],"benchmarks":[]}', /CUDA/],
    ['hyperfine', '{"results":[{"command":"sleep 1","mean":1.0,"times":[1.0]}]}', /hyperfine/],
    [
      'llama-bench',
      '[{"build_commit":"a","model_type":"llama","n_prompt":512,"avg_ns":1,"avg_ts":7.5}]',
      /llama-bench/,
    ],
    ['llama-bench, line by line', '{"avg_ns":1,"avg_ts":7.5}\n{"avg_ns":1,"avg_ts":8}\n', /llama-bench/],
    ['a spreadsheet', 'size,time\n512,1.5\n', /neither a bundle nor CSV/],
  ])('%s is refused with the reason', (_, text, message) => {
    const back = readFormat(text);
    expect(!back.ok && back.error).toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(message),
    });
  });

  it('that is none of these is no bundle', () => {
    for (const text of ['', '{', '{}', '[]', '{"results":1}'])
      expect(readFormat(text)).toMatchObject({ ok: false });
  });
});

it.each([
  ['run.json', 'bundle'],
  ['a.GBENCH.json', 'google-benchmark'],
  ['a.nvbench.json', 'nvbench'],
  ['a.trace.json', 'chrome-trace'],
  ['a.csv', 'csv'],
  ['summary.md', 'markdown'],
  ['a.png', null],
])('%s is written as %s', (path, format) => expect(formatOfFile(path, FORMATS)).toBe(format));

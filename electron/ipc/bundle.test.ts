import { describe, expect, it } from 'vitest';
import { MAX_DEPTH } from './bundle/limits.ts';
import { BundleScanner } from './bundle/scan.ts';
import { bundleText, readBundle } from './bundle.ts';
import { sampleProgram, sampleRun } from './fixture/sample-run.ts';
import { NO_PROGRAMS } from './programs/kept-program.ts';
import type { Bundle, Cell, Summary } from './types.ts';

const RUN = sampleRun();
const TEXT = bundleText(RUN);

/** The bundle of the sample run after a change to the first cell, which is measured. */
function withCell(change: (cell: Cell) => object): string {
  const cells = RUN.cells.map((cell, index) => (index === 0 ? { ...cell, ...change(cell) } : cell));
  return withRun({ cells });
}
function withRun(change: object): string {
  return JSON.stringify({ format: 'tilescope-run', version: 2, run: { ...RUN, ...change } });
}
const withSummary = (change: Partial<Record<keyof Summary, unknown>>) =>
  withCell(({ summary }) => ({ summary: { ...summary, ...change } }));
const withSample = (change: object) =>
  withCell(({ samples }) => ({
    samples: samples.map((sample, i) => (i === 1 ? { ...sample, ...change } : sample)),
  }));

/** The message of the refusal. */
function refusal(text: string): string {
  const read = readBundle(text);
  if (read.ok) return expect.unreachable('the bundle was accepted');
  expect(read.error.code).toBe('BAD_BUNDLE');
  return read.error.message;
}

describe('a bundle', () => {
  it('is read back as it was written', () => {
    expect(readBundle(TEXT)).toEqual({ ok: true, value: { format: 'tilescope-run', version: 2, run: RUN } });
  });

  it('keeps a story, and says what is wrong with one', () => {
    const slide = {
      sentence: 'So',
      address: '',
      shows: 'view',
      line: 1,
      builds: false,
      live: false,
      notes: '',
    };
    const text = bundleText({ ...RUN, story: [slide as never] });
    expect(readBundle(text)).toMatchObject({ ok: true, value: { run: { story: [slide] } } });
    expect(refusal(withRun({ story: [{ ...slide, shows: 'table' }] }))).toContain('run.story[0].shows');
    expect(refusal(withRun({ story: [{ ...slide, line: 0 }] }))).toContain('run.story[0].line');
  });

  it('is written as JSON is, with an indentation of two, but a line for each program', () => {
    const bundle: Bundle = { format: 'tilescope-run', version: 2, run: { ...RUN, ...NO_PROGRAMS } };
    const plain = { ...RUN, ...NO_PROGRAMS, cells: RUN.cells.map((cell) => ({ ...cell, program: null })) };
    expect(bundleText(plain)).toBe(`${JSON.stringify({ ...bundle, run: plain }, null, 2)}\n`);
    expect(JSON.parse(TEXT)).toEqual({ ...bundle, run: RUN });
    const line = TEXT.split('\n').find((text) => text.includes(`"${sampleProgram.hash}": {`)) ?? '';
    expect(JSON.parse(`{${line}}`)).toEqual(RUN.programs);
  });

  it('of version 1 has no programs, and is written as one of version 2', () => {
    const { programs: _programs, sources: _sources, ...run } = RUN;
    const cells = RUN.cells.map(({ program: _, ...cell }) => cell);
    const read = readBundle(JSON.stringify({ format: 'tilescope-run', version: 1, run: { ...run, cells } }));
    if (!read.ok) return expect.unreachable(read.error.message);
    expect(read.value).toMatchObject({ version: 2, run: NO_PROGRAMS });
    expect(read.value.run.cells.map(({ program }) => program)).toEqual([null, null, null, null]);
    expect(bundleText(read.value.run)).toContain('"version": 2,');
  });

  it('is canonical: neither the order of keys nor white space nor a byte order mark matters', () => {
    const reversed = Object.fromEntries(Object.entries(RUN).reverse()) as unknown as typeof RUN;
    expect(bundleText(reversed)).toBe(TEXT);
    const { format, version } = JSON.parse(TEXT) as Bundle;
    for (const text of [
      `\ufeff${TEXT}`,
      JSON.stringify(JSON.parse(TEXT)),
      JSON.stringify({ run: reversed, version, format }, null, '\t').replaceAll('\n', '\r\n'),
    ]) {
      const read = readBundle(text);
      expect(read.ok && bundleText(read.value.run)).toBe(TEXT);
    }
  });

  it('keeps the options of a problem, in the order of their table', () => {
    const problem = { transposeB: true, dtype: 'f32', op: 'gemm', k: 3, n: 2, m: 1 } as const;
    const request = { ...RUN.request, problems: [problem], contenders: ['gemm-tiled'] };
    const id = 'gemm-f32-1x2x3-transposeB=true|gemm-tiled';
    const cell = { ...(RUN.cells[3] as Cell), id, problem, contender: 'gemm-tiled' };
    const text = bundleText({ ...RUN, ...NO_PROGRAMS, request, cells: [cell] });
    const ordered = '{"op":"gemm","dtype":"f32","m":1,"n":2,"k":3,"transposeB":true}';
    expect(text.replaceAll(/\s/g, '').split(ordered)).toHaveLength(3);
    const read = readBundle(text);
    expect(read.ok && read.value.run.request.problems).toEqual([problem]);
  });

  it('holds no run that is still running', () => {
    expect(() => bundleText(sampleRun({ status: 'running' }))).toThrow();
  });

  it('has samples of one epoch where an earlier version wrote it', () => {
    const read = readBundle(TEXT.replaceAll(/"epoch": \d,/g, ''));
    expect(read.ok && read.value.run.cells[0]?.samples.map(({ epoch }) => epoch)).toEqual([0, 0, 0, 0]);
  });

  it('keeps what tensor operations need and the roof of matrix units, and lacks them where nobody asked', () => {
    const { device, roof } = RUN.environment;
    const test = { busyShare: null, isProportional: true, range: [800, 800] };
    const gpu = { ...device.gpu, tensorsNeed: null };
    const matrixUnits = { f16: { gflops: 800, source: 'measured', test } };
    const asked = { ...RUN.environment, device: { ...device, gpu }, roof: { ...roof, matrixUnits } };
    const text = bundleText({ ...RUN, environment: asked as never });
    const read = readBundle(text);
    expect(read).toMatchObject({
      value: { run: { environment: { device: { gpu }, roof: { matrixUnits } } } },
    });
    expect(read.ok && bundleText(read.value.run)).toBe(text);
    expect(TEXT).not.toMatch(/tensorsNeed|matrixUnits/);
  });

  it('has no source where an earlier version wrote it', () => {
    const earlier = TEXT.replace(/,\n {4}"source": "[^"]+"/, '');
    expect(earlier).not.toContain('"source": "v1');
    const read = readBundle(earlier);
    expect(read.ok && read.value.run).toEqual({ ...RUN, source: null });
  });

  it('has the summaries of its samples, whatever it says itself', () => {
    const read = readBundle(withSummary({ n: 99, gflops: 1e6, utilization: 0.5, outliers: 0, clock: 'gpu' }));
    expect(read.ok && read.value.run).toEqual(RUN);
  });
});

describe('a bundle is refused, with the path,', () => {
  it.each([
    [
      'a time of zero',
      withSample({ wallNs: 0 }),
      'run.cells[0].samples[1].wallNs = 0: expected at least 0.001',
    ],
    ['a negative time', withSample({ gpuNs: -5 }), 'run.cells[0].samples[1].gpuNs = -5'],
    [
      'a time of centuries',
      withSample({ wallNs: 1e300 }),
      'run.cells[0].samples[1].wallNs = 1e+300: expected at most',
    ],
    ['a summary of zero', withSummary({ medianNs: 0 }), 'run.cells[0].summary.medianNs = 0'],
    [
      'a negative rate',
      withSummary({ gflops: -5 }),
      'run.cells[0].summary.gflops = -5: expected more than 0',
    ],
    [
      'inverted quartiles',
      withSummary({ q1Ns: 9e8, q3Ns: 1 }),
      'run.cells[0].summary.medianNs = 1000.25: expected at least q1Ns',
    ],
    [
      'an inverted interval',
      withSummary({ ci95Ns: [2, 1] }),
      'run.cells[0].summary.ci95Ns = [2,1]: expected the lower bound first',
    ],
    [
      'figures without samples',
      withCell(() => ({ status: 'failed', samples: [] })),
      'run.cells[0].summary = figures',
    ],
    [
      'a right cell without samples',
      withCell(() => ({ samples: [], summary: null })),
      'run.cells[0].samples = []',
    ],
    [
      'samples out of order',
      withSample({ round: 0 }),
      'run.cells[0].samples[1].round = 0: expected a later round',
    ],
    [
      'epochs out of order',
      withSample({ epoch: 2 }),
      'run.cells[0].samples[2].epoch = 1: expected no earlier epoch',
    ],
    ['a cell in flight', withCell(() => ({ status: 'running' })), 'run.cells[0].status = running'],
    [
      'the id of another',
      withCell(() => ({ id: 'x' })),
      'run.cells[0].id = x: expected gemm-f32-64x64x64|gemm-tiled',
    ],
    ['a contender of no request', withCell(() => ({ contender: 'mps' })), 'run.cells[0].contender = mps'],
    [
      'a problem of no request',
      withCell(({ problem }) => ({ problem: { ...problem, m: 7 } })),
      'run.cells[0].problem = gemm-f32-7x64x64',
    ],
    ['half a surrogate pair', withCell(() => ({ note: '\ud800' })), 'run.cells[0].note'],
    ['NUL in a name', JSON.stringify({ ...JSON.parse(TEXT), run: { ...RUN, name: '\0' } }), 'run.name'],
  ])('for %s', (_what, text, message) => {
    expect(refusal(text)).toContain(`the bundle: ${message}`);
  });

  const [source = ''] = Object.keys(RUN.sources);
  const { hash } = sampleProgram;
  it.each([
    [
      'a program that is not there',
      withRun(NO_PROGRAMS),
      `run.cells[0].program = ${hash}: expected one of the programs`,
    ],
    [
      'a program that is not used',
      withCell(() => ({ program: null })),
      `run.programs.${hash} = a program: expected only programs that a cell has`,
    ],
    [
      'a program of a library',
      withRun({ cells: RUN.cells.map((cell) => ({ ...cell, program: hash })) }),
      `run.cells[1].program = ${hash}: expected null`,
    ],
    ['a changed text', TEXT.replace('gemm_old(device', 'gemm_new(device'), `run.sources.${source} = `],
    ['a changed program', TEXT.replace('"registers":24', '"registers":25'), `run.programs.${hash} = `],
    [
      'a text that is not there',
      withRun({ sources: {} }),
      `run.programs.${hash}.passes[0].kernel.source = ${source}: expected one of the sources`,
    ],
    ['no hash', withRun({ sources: { x: 'text' } }), 'run.sources.x = '],
    [
      'a text of five million characters',
      withRun({ sources: { [source]: 'x'.repeat(5e6) } }),
      `run.sources.${source} = ${'x'.repeat(60)}…: expected at most 4000000 characters`,
    ],
  ])('for %s', (_what, text, message) => {
    expect(refusal(text)).toContain(`the bundle: ${message}`);
  });

  it('for a cell that is there twice or not at all', () => {
    const withCells = (cells: readonly unknown[]) => withRun({ cells });
    expect(refusal(withCells([...RUN.cells, RUN.cells[0]]))).toMatch(
      /run\.cells\[4]\.id = .*: expected each cell once$/,
    );
    expect(refusal(withCells(RUN.cells.slice(1)))).toMatch(/for each problem and contender; 1 are missing$/);
    expect(refusal(withCells([0, ...RUN.cells]))).toContain('run.cells: expected one list of cells');
  });
});

describe('a bundle is refused before it is parsed', () => {
  it.each([
    ['empty', '', 'the file is empty: expected a run that Tilescope wrote'],
    ['white space', ' \n', 'the file is empty'],
    ['another format', '{"format":"other","version":1}', 'format = other: expected tilescope-run'],
    ['a later version', TEXT.replace('"version": 2', '"version": 3'), 'version = 3: expected 1, 2'],
    ['of sizes out of range', TEXT.replaceAll('"m": 64', '"m": 0'), 'm = 0: expected'],
    ['cut off', TEXT.slice(0, -100), 'the file is not JSON: it ends too soon'],
    ['followed by more', `${TEXT}{}`, 'the file is not JSON: its syntax is wrong'],
    ['with a control character between values', TEXT.replace('"run": ', '"run": \u0001'), 'is not JSON'],
    [
      'of lists in lists',
      '['.repeat(200_000),
      `nested ${MAX_DEPTH + 1} deep at byte ${MAX_DEPTH}: expected at most ${MAX_DEPTH}`,
    ],
    [
      'deep in a cell',
      withCell(() => ({ note: 0 })).replace('"note":0', `"note":${'[{"a":'.repeat(99)}`),
      'nested',
    ],
  ])('when it is %s', (_what, text, message) => {
    expect(refusal(text)).toContain(message);
  });

  it('when it has more bytes than it may, beside its cells or in one', () => {
    const million = new Uint8Array(1_000_000).fill(0x61);
    const scanOf = (start: string) => {
      const scanner = new BundleScanner();
      scanner.push(new TextEncoder().encode(start));
      for (let i = 0; i <= 1000; i++) scanner.push(i % 100 === 99 ? new TextEncoder().encode('"}') : million);
    };
    expect(() => scanOf('{"run":{"name":"')).toThrow('bytes beside its cells: expected at most 64000000');
    expect(() => scanOf('{"run":{"cells":[{"note":"')).toThrow(
      'a cell of 99000011 bytes: expected at most 64000000',
    );
  });

  it('when it is UTF-16', () => {
    for (const encoding of [
      [0xff, 0xfe, 0x7b, 0],
      [0xfe, 0xff, 0, 0x7b],
    ]) {
      expect(() => new BundleScanner().push(new Uint8Array(encoding))).toThrow(
        'UTF-16 byte order mark: expected UTF-8',
      );
    }
  });
});

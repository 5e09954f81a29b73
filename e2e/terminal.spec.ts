import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { expect, test } from '@playwright/test';
import type { CheckRecord } from '../electron/ipc/check-types.ts';
import type { CompileRecord } from '../electron/ipc/compile-types.ts';
import type { Bundle } from '../electron/ipc/types.ts';
import { pdfText } from './pdf-text.ts';
import { HAS_ELECTRON } from './window.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** The runs of tests are not those of the person who tests. */
const userData = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
test.afterAll(() => rmSync(userData, { recursive: true, force: true }));
/** The test runner asks its children for colours, which a pipe would not get. */
const env = { ...process.env, FORCE_COLOR: '0', TILESCOPE_USER_DATA: userData };

function tilescope(...parameters: string[]) {
  const command = [join(ROOT, 'dist/cli.js'), ...parameters];
  const { status, stdout, stderr } = spawnSync('node', command, {
    encoding: 'utf8',
    timeout: 20 * 60_000,
    env,
  });
  return { status, stdout, stderr };
}

test('sweep writes a bundle, its samples and a report', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  const [json, csv, report] = [join(folder, 'out.json'), join(folder, 'out.csv'), join(folder, 'out.html')];
  const { status, stdout } = tilescope(
    'sweep',
    '--op',
    'gemm',
    '--dtype',
    'f32',
    '--sizes',
    '64:128:64',
    '--contenders',
    'gemm-simdgroup,gemm-direct,cblas',
    '--json',
    json,
    '--csv',
    csv,
    '--report',
    report,
  );
  expect(status).toBe(0);
  expect(stdout).toContain('6 of 6 cells verified');
  const { format, run } = JSON.parse(readFileSync(json, 'utf8')) as Bundle;
  expect(format).toBe('tilescope-run');
  expect(run.cells.map(({ status: cell, samples }) => cell === 'ok' && samples.length >= 10)).toEqual(
    Array(6).fill(true),
  );
  expect(readFileSync(report, 'utf8')).toContain('id="tilescope-run"');
  expect(tilescope('export', csv, '-', '--format', 'bundle').stdout).toBe(readFileSync(json, 'utf8'));

  const draw = (name: string) => {
    expect(tilescope('export', json, join(folder, name), '--view', 'metric=rate').stderr).toBe('');
    return readFileSync(join(folder, name));
  };
  const [, width = '', height = ''] = /width="(\d+)" height="(\d+)"/.exec(draw('chart.svg').toString()) ?? [];
  const png = draw('chart.png');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * Number(width), 2 * Number(height)]);
  const text = pdfText(draw('report.pdf'));
  for (const word of ['GFLOPSagainstsize', 'SIMD-groupmatrix', 'Median', '128']) expect(text).toContain(word);
  rmSync(folder, { recursive: true });
});

test('without Electron and Chromium, a picture says what it takes', () => {
  test.skip(HAS_ELECTRON || process.platform === 'darwin', 'Chrome may be in Applications');
  const run = join(ROOT, 'electron/ipc/demo/quick-sweep.json');
  const command = [join(ROOT, 'dist/cli.js'), 'export', run, join(userData, 'chart.png')];
  const { status, stderr } = spawnSync(process.execPath, command, {
    encoding: 'utf8',
    env: { ...env, PATH: '', TILESCOPE_CHROMIUM: '' },
  });
  expect(status).toBe(1);
  expect(stderr).toContain('which takes Electron or Chromium: No Chromium or Chrome found. Install one');
});

/** Ends a sweep once it has measured a size: with which code, and what it has written. */
async function interrupted(end: (sweep: ChildProcessByStdio<null, null, Readable>) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  const json = join(folder, 'out.json');
  const options = ['--sizes', '16:8000:16', '--contenders', 'gemm-tiled', '--json', json];
  const stdio: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe'];
  const sweep = spawn('node', [join(ROOT, 'dist/cli.js'), 'sweep', ...options], { stdio, env });
  const exited = once(sweep, 'exit');
  let told = '';
  sweep.stderr.on('data', (chunk) => {
    const isFirst = !told.includes('1/500');
    told += chunk;
    if (isFirst && told.includes('1/500')) end(sweep);
  });
  const [code] = await exited;
  const { run } = JSON.parse(readFileSync(json, 'utf8')) as Bundle;
  rmSync(folder, { recursive: true });
  return { code, status: run.status, hasMeasured: run.cells.some(({ status }) => status === 'ok') };
}

const KEPT = { code: 130, status: 'cancelled', hasMeasured: true } as const;

for (const signal of ['SIGHUP', 'SIGQUIT', 'SIGTERM'] as const) {
  const tag = signal === 'SIGHUP' ? [] : ['@all'];
  test(`a sweep keeps what it has measured when ${signal} ends it`, { tag }, async () => {
    expect(await interrupted((sweep) => sweep.kill(signal))).toEqual(KEPT);
  });
}

test('a sweep keeps what it has measured when nobody reads its output', { tag: '@all' }, async () => {
  expect(await interrupted((sweep) => sweep.stderr.destroy())).toEqual(KEPT);
});

test('sweep writes its run to standard output, and nothing else there', { tag: '@all' }, () => {
  const { status, stdout, stderr } = tilescope(
    'sweep',
    '--sizes',
    '64',
    '--contenders',
    'cblas',
    '--json',
    '-',
  );
  expect(status).toBe(0);
  expect((JSON.parse(stdout) as Bundle).run.status).toBe('finished');
  expect(stderr).toContain('1 of 1 cells verified');
});

test('a quiet sweep prints nothing, and its run has a name', { tag: '@all' }, () => {
  // Of cold caches, and of a roof that is measured again, it would say what it found.
  const quiet = tilescope('sweep', '--sizes', '64', '--contenders', 'gemm-tiled', '--cold', '--quiet');
  expect(quiet).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(tilescope('report', 'latest', '--markdown').stdout).toContain('1 of 1 cell verified');
  expect(tilescope('show', 'latest').stdout).toContain('kernel void');
});

test('a sweep that can measure nothing fails', { tag: '@all' }, () => {
  const { status, stderr } = tilescope('sweep', '--sizes', '64', '--contenders', 'mps', '--device', 'cpu');
  expect(status).toBe(1);
  expect(stderr).toContain('No cell was measured');
});

test('sweep measures masked attention in one pass and in several', { tag: '@all' }, () => {
  const { status, stdout } = tilescope(
    ...['sweep', '--op', 'attention', '--sizes', '40,33x70x20', '--set', 'mask=causal,heads=2'],
  );
  expect(status).toBe(0);
  expect(stdout).toMatch(/Attention f32.*Heads 2, Mask causal/);
  expect(stdout).toContain('R×C×D');
  expect(stdout).toContain('10 of 10 cells verified');
});

test('sweep varies block sizes and reports invalid combinations', { tag: '@all' }, () => {
  const { status, stdout } = tilescope(
    ...['sweep', '--op', 'bgemm', '--sizes', '40', '--set', 'transposeB=true,beta=0.5'],
    ...['--contenders', 'gemm-simdgroup', '--vary', 'blockM=16,32', '--vary', 'registerM=16,32'],
  );
  expect(status).toBe(0);
  expect(stdout).toContain('BGEMM, 40×40×40, B transposed, Beta 0.5');
  expect(stdout).toContain('3 of 4 cells verified');
  expect(stdout).toMatch(/registerM = 32: expected .*16/);
});

test('compile measures each text of a sweep, one by one and in parallel', { tag: '@all' }, () => {
  const { status, stdout, stderr } = tilescope(
    ...['compile', '--sizes', '32', '--contenders', 'gemm-direct', '--vary', 'blockM=16,32'],
    ...['--time-limit', '0.001', '--json', '-'],
  );
  expect(status).toBe(0);
  expect(stderr).toMatch(/library ms +pipeline ms +stored ms/);
  expect(stderr).toMatch(/one by one .* · stored /);
  const { format, version, texts, parallel, failures } = JSON.parse(stdout) as CompileRecord;
  expect([format, version, failures]).toEqual(['tilescope-compile-times', 1, []]);
  expect(texts.map(({ contender }) => contender).sort()).toEqual([
    'gemm-direct@blockM=16',
    'gemm-direct@blockM=32',
  ]);
  for (const { libraryMs, pipelineMs, storedMs, lines } of texts) {
    for (const times of [libraryMs, pipelineMs, storedMs]) expect(Math.min(...times)).toBeGreaterThan(0);
    expect(lines).toBeGreaterThan(10);
  }
  expect(parallel[0]?.threads).toBe(1);
  for (const { wallMs } of parallel) expect(Math.min(...wallMs)).toBeGreaterThan(0);
});

const REJECTED = [
  [['--sizes', '0'], /0.*from 1 to 16384/],
  [['--sizes=-8'], /-8.*from 1 to 16384/],
  [['--sizes', '1000000000'], /1000000000.*from 1 to 16384/],
  [['--sizes', '64', '--dtype', 'f128'], /f128.*f32/],
  [['--sizes', '64', '--op', 'fft'], /fft.*gemm/],
  [['--sizes', '64', '--contenders', 'magic'], /magic.*gemm-tiled/],
  [['--sizes', '64', '--set', 'batch=0'], /batch=0.*from 1/],
  [['--sizes', '64', '--set', 'heads=2'], /heads=2.*transposeA/],
  [['--sizes', '64', '--op', 'attention', '--d', '513'], /d=513.*from 1 to 512/],
  [['--sizes', '64', '--op', 'attention', '--set', 'heads=3,kvHeads=2'], /kvHeads = 2.*divisor/],
  [['--sizes', '64', '--vary', 'blockM=17'], /blockM=17.*32/],
] as const;

for (const [parameters, message] of REJECTED) {
  test(`sweep rejects ${parameters.join(' ')}`, () => {
    const { status, stdout, stderr } = tilescope('sweep', ...parameters);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
}

const REVERSE = `#include <metal_stdlib>
using namespace metal;
kernel void reverse(device float *values [[buffer(0)]],
                    threadgroup float *tile [[threadgroup(0)]],
                    uint lane [[thread_position_in_threadgroup]]) {
  tile[lane] = values[lane];
  BARRIER
  values[lane] = tile[63 - lane];
}
`;
const LAUNCH = {
  kernel: 'reverse',
  buffers: { 0: { type: 'float', count: 64, fill: 'index' } },
  threadgroupMemory: { 0: 256 },
  threadgroups: [1],
  threadsPerThreadgroup: [64],
  expect: { 0: { type: 'float', values: Array.from({ length: 64 }, (_, index) => 63 - index) } },
};

test('check finds a race and shows the lines of both accesses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  const [racy, clean, launch, json] = ['racy.metal', 'clean.metal', 'launch.json', 'out.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  writeFileSync(racy, REVERSE.replace('BARRIER', ''));
  writeFileSync(clean, REVERSE.replace('BARRIER', 'threadgroup_barrier(mem_flags::mem_threadgroup);'));
  writeFileSync(launch, JSON.stringify(LAUNCH));

  const found = tilescope('check', racy, '--launch', launch, '--json', json);
  expect([found.status, found.stderr]).toEqual([1, '']);
  expect(found.stdout).toMatch(/✗ Data race/);
  expect(found.stdout).toMatch(/racy\.metal:6 +writes +tile\[lane\] = values\[lane\];/);
  expect(found.stdout).toMatch(/racy\.metal:8 +reads +values\[lane\] = tile\[63 - lane\];/);
  const { launches } = JSON.parse(readFileSync(json, 'utf8')) as CheckRecord;
  expect(launches[0]?.outcome?.findings.map(({ kind }) => kind)).toContain('race');

  const fine = tilescope('check', clean, '--launch', launch);
  expect([fine.status, fine.stderr]).toEqual([0, '']);
  expect(fine.stdout).toContain('no findings');
  rmSync(folder, { recursive: true });
});

test('check lists missing arguments and compiler errors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  const [file, launch] = [join(folder, 'reverse.metal'), join(folder, 'launch.json')];
  writeFileSync(file, REVERSE.replace('BARRIER', ''));
  writeFileSync(launch, JSON.stringify({ kernel: 'reverse', grid: [64], threadsPerThreadgroup: [64] }));
  const lacking = tilescope('check', file, '--launch', launch);
  expect([lacking.status, lacking.stdout]).toEqual([2, '']);
  expect(lacking.stderr).toMatch(/buffer\(0\) .* values .*\n +threadgroup\(0\) .* tile/);

  const template = tilescope('check', file, '--template');
  expect(JSON.parse(template.stdout)).toMatchObject({ kernel: 'reverse', threadgroupMemory: { 0: 1024 } });

  writeFileSync(file, REVERSE);
  const broken = tilescope('check', file);
  expect([broken.status, broken.stdout]).toEqual([1, '']);
  expect(broken.stderr).toMatch(/reverse\.metal:7:3: error: .*BARRIER/);
  rmSync(folder, { recursive: true });
});

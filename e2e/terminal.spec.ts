import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Bundle } from '../electron/ipc/types.ts';

const ROOT = resolve(import.meta.dirname, '..');

function tilescope(...parameters: string[]) {
  const command = [join(ROOT, 'dist/cli.js'), ...parameters];
  const { status, stdout, stderr } = spawnSync('node', command, { encoding: 'utf8', timeout: 120_000 });
  return { status, stdout, stderr };
}

test('the command line sweeps, writes the bundle, and a report that a browser shows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  const [json, report] = [join(folder, 'out.json'), join(folder, 'out.html')];
  const { status, stdout } = tilescope(
    'sweep',
    '--op',
    'gemm',
    '--dtype',
    'f32',
    '--sizes',
    '64:128:64',
    '--json',
    json,
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
  rmSync(folder, { recursive: true });
});

const REFUSED = [
  [['--sizes', '0'], /0.*from 1 to 16384/],
  [['--sizes=-8'], /-8.*from 1 to 16384/],
  [['--sizes', '1000000000'], /1000000000.*from 1 to 16384/],
  [['--sizes', '64', '--dtype', 'f128'], /f128.*f32/],
  [['--sizes', '64', '--op', 'fft'], /fft.*gemm/],
  [['--sizes', '64', '--contenders', 'magic'], /magic.*gemm-tiled/],
] as const;

for (const [parameters, message] of REFUSED) {
  test(`the command line refuses ${parameters.join(' ')}`, () => {
    const { status, stdout, stderr } = tilescope('sweep', ...parameters);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
}
